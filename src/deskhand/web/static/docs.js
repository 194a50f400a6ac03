// The API's documentation: the document of this desk, drawn by Swagger UI, which ships with the desk.
const place = document.querySelector("#swagger");
const url = place.dataset.url;
place.replaceChildren();
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => {
  const chosen = document.documentElement.dataset.theme;
  document.documentElement.classList.toggle("dark-mode", chosen ? chosen === "dark" : dark.matches);
};
follow();
dark.addEventListener("change", follow);
addEventListener("load", () => {
  SwaggerUIBundle({ url, domNode: place, deepLinking: true, defaultModelsExpandDepth: 0, persistAuthorization: false, validatorUrl: null });
});

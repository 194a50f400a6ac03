// The pages before sign-in.
import * as controls from "./controls.js";

controls.start();

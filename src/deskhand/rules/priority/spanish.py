"""What Spanish words say of urgency."""

from __future__ import annotations

from deskhand.rules.priority.kinds import Kind, Words

NOT = "no sin ningun ninguna nunca ni nada tampoco"
"""Words that turn what follows into its opposite."""

WORDS: Words = {
    Kind.OUTAGE: """
        (caida total|caida general|caida completa)
        (todo|sistema|servidor|servidores|plataforma|red|servicio|sitio|web) ~ (caido|caida|caidos|\
            fuera de servicio|inaccesible|no responde)
        (plataforma|sistema) ~ no responde
        produccion ~ (parada|detenida)
        (nada funciona|no funciona nada)
        (hackeado|hackeada|hackearon|hackeados)
        (perdida|fuga|filtracion|robo) de datos
        (datos|pedidos|archivos|ficheros) ~ (perdidos|borrados|desaparecidos)
        (desaparecieron|se perdieron) todos
        datos ~ (visibles|expuestos|publicos)
        nadie puede
        ransomware
        """,
    Kind.URGENT: """
        (urgente*|urgencia|emergencia)
        (inmediatamente|de inmediato|enseguida|ya mismo|ahora mismo)
        (lo antes posible|cuanto antes|lo mas pronto posible|lo mas rapido posible)
        (critico|critica|asap)
        """,
    Kind.BROKEN: """
        no (puedo|podemos|puede|pueden|logro|logramos|consigo) ~ (iniciar|entrar|acceder|trabajar|abrir|pagar|\
            enviar|descargar|subir|imprimir|guardar|conectar|ingresar)
        (pago|tarjeta|transferencia|transaccion|acceso) ~ (fallado|rechazado|rechazada|fallo|denegado)
        (fallo|error) ~ (pago|inicio de sesion)
        (no|ya no) (funciona|funcionan|sirve|arranca)
        (se cierra sola|se cierra solo|se cuelga|se bloquea)
        (cuenta|acceso) ~ (bloqueada|bloqueado|suspendida)
        (cobraron|cobrado|cobro|cargado|cobrar) (dos veces|doble|por duplicado)
        no (llegan|llega|recibimos|recibe|reciben)
        (correos|pedidos|mensajes) ~ (perdidos|faltan|desaparecieron)
        """,
    Kind.FLAW: """
        error*
        (problema*|fallo|fallos)
        (mal|equivocado|equivocada|incorrecto|incorrecta|erroneo|erronea|roto|rota)
        (lento|lenta|lentamente|lentitud)
        (falta|faltan)
        """,
    Kind.MANY: """
        (todos|todas) (los|las|nuestros|nuestras) (clientes|usuarios|companeros|empleados)
        (toda la|todo el) (empresa|oficina|equipo|plataforma)
        (nadie puede|ningun cliente|ningun usuario)
        """,
    Kind.PRESSING: """
        (plazo|fecha limite) ~ (vence|hoy|manana|termina)
        (antes de|para) (hoy|manana|mediodia|esta noche|esta tarde)
        en (una hora|media hora|treinta minutos|diez minutos)
        (vence|cierra) (hoy|manana)
        """,
    Kind.CALM: """
        (sin prisa|sin prisas|no hay prisa|no corre prisa|sin urgencia)
        (cuando (puedan|pueda|tengan|tenga)|algun dia|mas adelante)
        (podemos|puede|pueden) esperar
        (baja prioridad|prioridad baja)
        """,
    Kind.WISH: """
        (sugerencia*|mejora|mejoras|idea|ideas|deseo)
        (estaria|seria) (bien|genial|util|bueno)
        (gracias|muchas gracias|felicidades) .
        errata
        """,
    Kind.ASKING: """
        (pregunta*|duda|dudas|consulta)
        (como|donde) (exporto|puedo|podemos|hago|encuentro|se puede|cambio)
        (hay una|hay un|existe una|existe un)
        """,
}

"""What French words say of urgency."""

from __future__ import annotations

from deskhand.rules.priority.kinds import Kind, Words

NOT = "pas non sans aucun aucune jamais ni rien"
"""Words that turn what follows into its opposite."""

WORDS: Words = {
    Kind.OUTAGE: """
        panne (generale|totale|complete)
        (site|systeme|serveur|serveurs|plateforme|reseau|service|production) ~ (en panne|hors service|hors ligne|\
            inaccessible|a l arret)
        (production|chaine) ~ (arretee|a l arret|bloquee)
        (plus rien|rien) ne (fonctionne|marche)
        (pirate|pirates|hacke|hackes)
        (perte|fuite|vol) de donnees
        (donnees|commandes|fichiers) ~ (perdues|perdus|effacees|effaces|disparu)
        (donnees|fiches) ~ (visibles|exposees|publiques)
        (aucun utilisateur|aucun client|personne) ne (peut|peuvent)
        (rancongiciel|ransomware)
        """,
    Kind.URGENT: """
        (urgent*|urgence)
        (immediatement|tout de suite|sur le champ|sans delai|sans attendre)
        (au plus vite|le plus vite possible|des que possible|le plus rapidement possible|aussi vite que possible)
        (critique|asap)
        """,
    Kind.BROKEN: """
        (impossible|incapable) de ~ (connecter|acceder|travailler|ouvrir|payer|envoyer|telecharger|imprimer|\
            enregistrer|commander)
        (arrive pas a|arrivons pas a|arrive plus a|peux pas|pouvons pas|peux plus|pouvons plus) ~ (connecter|\
            acceder|travailler|ouvrir|payer|envoyer|telecharger|imprimer|enregistrer|commander)
        (paiement|carte|virement|transaction|connexion) ~ (refuse|refusee|echoue|rejete|rejetee|bloque|bloquee)
        (echec|refus) (du paiement|de connexion|de la connexion)
        (ne|n) (marche|fonctionne|marchent|fonctionnent) (pas|plus)
        (plante|plantent|plantage|crash*)
        (compte|acces) ~ (bloque|verrouille|suspendu)
        (debite|debites|facture|preleve) (deux fois|double|doublement)
        (arrivent|arrive|recoivent|recoit|recevons) (plus|pas|aucun|aucune)
        aucun ~ arrive
        (commandes|messages|mails) ~ (disparus|perdus|manquants)
        """,
    Kind.FLAW: """
        erreur*
        (probleme*|souci|soucis)
        (bogue|bug|bugs)
        (casse|cassee|faux|fausse|incorrect*|mauvais|mauvaise)
        (lent|lente|lentement|lenteur)
        (manque|manquant|manquante)
        """,
    Kind.MANY: """
        (tous|toutes) (les|nos) (clients|utilisateurs|collegues|employes|equipes)
        (toute|entiere) (la|l|notre) (societe|entreprise|equipe|production)
        (aucun utilisateur|aucun client|personne ne)
        """,
    Kind.PRESSING: """
        (delai|echeance) ~ (expire|aujourd|demain)
        (avant|pour) (ce soir|midi|demain|aujourd)
        dans (une heure|une demi heure|trente minutes|dix minutes)
        (client|camion) attend
        """,
    Kind.CALM: """
        rien d urgent
        (pas presse|pas pressee|quand vous (avez|aurez|pouvez)|a l occasion|un jour)
        (peut|pouvons|pouvez) attendre
        (faible priorite|basse priorite|priorite basse)
        """,
    Kind.WISH: """
        (suggestion*|amelioration*|idee*|souhait*)
        (serait|ca serait|ce serait) (bien|utile|pratique|super)
        (merci|merci beaucoup|bravo|felicitations) .
        faute de frappe
        """,
    Kind.ASKING: """
        question*
        (comment|ou) (exporter|faire|puis|peut|trouver|puis je|modifier|ajouter)
        (quels|quelles|quel|quelle) ~ (pris en charge|proposez|supportez)
        (est il possible|y a t il|existe t il)
        """,
}

"""The names of what papers put into their menus besides news, as addresses spell them: small letters, no accents.

In English, German, French, Dutch, Spanish, Italian, the Scandinavian languages, Polish, Czech and Portuguese. Data alone:
what follows from a name is decided where sections are found.
"""

from __future__ import annotations

import re

# Who you are, and what you pay.
_ACCOUNT = """
login log-in logout log-out signin sign-in sign-up signup register registration my-account account profile anmelden anmeldung
registrieren registrierung konto mein-konto abmelden user users benutzer connexion se-connecter inscription mon-compte compte
inloggen aanmelden mijn-account mijn registreren iniciar-sesion acceder registro registrarse mi-cuenta accedi registrati
area-utente logga-in logg-inn log-ind min-side mina-sidor zaloguj logowanie rejestracja prihlaseni prihlasit registrace entrar
iniciar-sessao cadastro members member mitglieder subscribe subscription subscriptions subscriber-services abo abos abonnement
abonnements abonnieren aboshop abo-service abonnez-vous s-abonner abonneren abonnee abonneeservice suscripcion suscripciones
suscribete hemeroteca-digital abbonati abbonamenti prenumerera abonner abonnere bli-abonnent prenumerata predplatne
assinaturas assine assinar premium-abo newsletter newsletters newsletter-anmeldung infolettre nieuwsbrief nieuwsbrieven
boletin boletines nyhetsbrev nyhedsbrev e-paper epaper e-edition eedition e-zeitung digital-edition digitale-zeitung
edicion-digital edition-digitale liseuse edicola-digitale edicola e-avis eavis e-tidning e-wydanie digitalkrant digitale-krant
jornal-digital shop store cart checkout warenkorb boutique winkel webshop tienda negozio butik sklep loja donate spenden
"""

# Who we are.
_ABOUT = """
contact contact-us contacts kontakt contacto contactenos contatti contatto contactez-nous nous-contacter kontakta-oss
kontakt-oss kontakty contato contactos about about-us ueber-uns uber-uns qui-sommes-nous a-propos over-ons quienes-somos
chi-siamo om-oss om-os o-nas quem-somos impressum imprint colofon mentions-legales note-legali aviso-legal nota-legal privacy
privacy-policy privacy-notice privacy-settings datenschutz datenschutzerklaerung confidentialite politique-de-confidentialite
privacybeleid privacyverklaring politica-de-privacidad politica-de-privacidade privacidad integritetspolicy personvern
personvernerklaering privatlivspolitik polityka-prywatnosci ochrana-osobnich-udaju cookie cookies cookie-policy
cookie-settings cookie-einstellungen cookiebeleid politica-de-cookies terms terms-of-use terms-of-service terms-and-conditions
terms-conditions agb nutzungsbedingungen cgu cgv conditions conditions-generales algemene-voorwaarden voorwaarden
condiciones-de-uso termini-e-condizioni regulamin vilkar barrierefreiheit accessibility accessibility-statement complaints
editorial-complaints corrections code-of-conduct ipso advertise advertising advertise-with-us advertisement mediadaten
media-data werben werbung inserieren anzeigenservice anzeige-aufgeben publicite annonceurs adverteren publicidad anunciese
pubblicita annonsera annonsere annoncer reklama reklamy inzerce publicidade anuncie media-kit mediakit sitemap site-map
site-index inhaltsverzeichnis plan-du-site help hilfe aide ayuda aiuto hjelp hjaelp hjalp pomoc ajuda faq faqs feedback
send-us-your-news tell-us submit-a-story rss rss-feeds rss-feed feed feeds atom apps app wp-admin wp-login wp-json cgi-bin
"""

# Looking things up, and no news.
_TOOLS = """
soek search suche recherche rechercher zoeken buscar busqueda cerca ricerca sok sog szukaj hledat vyhledavani pesquisa busca
horoscope horoscopes horoskop horoskope horoskopy horoscoop horoscopo horoscopos oroscopo games game spiele puzzles puzzle
quiz-und-spiele raetsel ratsel sudoku crossword crosswords kreuzwortraetsel jeux mots-croises puzzels spelletjes juegos
pasatiempos crucigramas giochi spill krysord krzyzowki hry krizovky jogos print drucken druckversion imprimer comment comments
kommentare commentaires reacties comentarios share teilen bookmarks saved merkliste leseliste
"""

# Portals beside the news, and pages of numbers: listings at times, but seldom of articles.
_PORTALS = """
jobs job jobsearch careers career stellenmarkt stellenanzeigen jobboerse emploi emplois offres-d-emploi vacatures empleo
lavoro stillinger ledige-stillinger jobb praca prace empregos vagas cars motors-for-sale autos auto-markt automarkt kfz coches
auto-moto voitures bilmarkt property property-search homes homes-for-sale immobilien immobilienmarkt immobilier immo-zoeken
inmobiliaria immobili bolig bostad nieruchomosci reality imoveis classifieds classified kleinanzeigen anzeigen anzeigenmarkt
marktplatz petites-annonces annonces advertenties clasificados anuncios annunci kjop-og-salg ogloszenia classificados
marketplace public-notices publicnotices public-notice-portal obituaries obituary family-notices notices death-notices
in-memoriam trauer traueranzeigen trauerportal avis-de-deces deces necrologie obseques familieberichten esquelas necrologi
dodsannonser dodsfall doedsfald nekrologi parte obituarios competitions competition contests contest gewinnspiel gewinnspiele
verlosung jeux-concours concours winacties prijsvragen concursos sorteos concorsi tavlingar taevlingar konkurrencer konkurser
souteze dating partnersuche rencontres bekanntschaften directory branchenbuch business-directory business-listings
firmenverzeichnis annuaire guia-de-empresas vouchers discount-codes gutscheine codes-promo shopping deals offers reader-offers
leserreisen reisen-buchen weather wetter meteo weer tiempo el-tiempo previsioni vader vaeder vaer vaeret vejr pogoda pocasi
tempo previsao traffic traffic-and-travel verkehr stau infotrafic verkeer trafico traffico trafik tv tv-guide tv-programm
fernsehprogramm programme-tv tv-gids programacion programmi-tv tv-tabla tv-tider programtv tv-program cinema-listings
kinoprogramm archive archives archiv archief archivo hemeroteca archivio arkiv archiwum arquivo lottery lotto loterie loteria
members-area partner partners sponsored anzeigen-sonderveroeffentlichungen advertorial advertorials
"""

_TAG_LISTS = """
tag tags schlagwort schlagworte stichwort mot-cle mots-cles etiqueta etiquetas label labels trefwoord hashtag stikord emneord
author authors autor autoren autorin autores auteur auteurs auteur-s autore autori writer writers journalist journalists
people person profile profil staff redakteur forfatter skribent
"""
_HOME_PAGES = """
home homepage index startseite start accueil inicio portada forside forsiden startsida hem default
"""
_LANGUAGE_NAMES = """
english englisch deutsch german allemand français francais french französisch nederlands dutch español espanol castellano
spanish italiano italian polski polish čeština česky czech português portugues dansk svenska norsk suomi türkçe русский
українська العربية 中文 日本語 euskara català galego cymraeg gaeilge frysk
"""
_CODES = """
en de fr nl es pl cs pt da sv nb nn fi ru tr ar zh ja eu ca cy ga en-us en-gb de-de fr-fr
"""

NEVER = frozenset((_ACCOUNT + _ABOUT + _TOOLS).split())
NEVER_FIRST = re.compile(
    r"(?:log-?in|privacy|datenschutz|cookies?|impressum|newsletters?|subscri\w+|advertis\w+|contact|kontakt|e-?paper|unsubscribe"
    r"|horoskop\w*|horoscop\w*|abonn\w+|follow-us|folgen|suivez|sign-?(?:in|up))-.*"
)
SMALL_PRINT = re.compile(
    r"(?:^|-)(?:polic(?:y|ies)|terms|copyright|complain|complaints|disclaimer|licen[sc]ing|guidelines|standards|bedingungen|rechtliches"
    r"|legal|legales|legali|voorwaarden|vilkar|subscriptions?|preferences|opt-out|corrections)(?:-|$)"
)
LAST = frozenset(_PORTALS.split())
TAGS = frozenset(_TAG_LISTS.split())
HOME = frozenset(_HOME_PAGES.split())
LANGUAGES = frozenset(_LANGUAGE_NAMES.split())
LANGUAGE_CODES = frozenset(_CODES.split())

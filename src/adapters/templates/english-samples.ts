/** The made-up data of a preview as an English mail has it: each word of the samples for which there is one in English. */
export function inEnglish<Data>(data: Data): Data {
  return translate(data) as Data;
}

function translate(value: unknown): unknown {
  if (typeof value === "string") return ENGLISH[value] ?? value;
  if (Array.isArray(value)) return value.map(translate);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, translate(item)]));
}

const ENGLISH: Readonly<Record<string, string>> = {
  "Målerdata mangler siden i nat": "Meter data missing since last night",
  "Re: Målerdata mangler siden i nat": "Re: Meter data missing since last night",
  "Kritisk fejl": "Critical fault",
  "Alvorlig fejl": "Serious fault",
  Systemsupport: "System support",
  "Niveau A": "Level A",
  "En fejl, der får systemet til at stoppe, med risiko for tab af data": "The system stops and data may be lost",
  "Jeres træk: adgang til jeres IT-infrastruktur er jeres ansvar (A/R).":
    "Your move: access to your IT infrastructure is your responsibility (A/R).",
  "Vores træk: svar inden for niveau A er vores ansvar (A/R).":
    "Our move: answers at level A are our responsibility (A/R).",
  "Jeres træk: vi venter på jeres svar.": "Your move: we wait for your answer.",
  "Vores træk: niveau A er vores ansvar (A/R); kunden orienteres (I).":
    "Our move: we are responsible for level A (A/R); they are informed (I).",
  "Hej\n\nDer er ikke kommet målerdata ind siden kl. 02.\nKan I se hvorfor?\n\nKirsten":
    "Hello\n\nNo meter data has come in since 2 o'clock.\nCan you see why?\n\nKirsten",
  "Adgang til testserveren": "Access to the test server",
  "Indlæsningen stopper, når disken er fuld": "The import stops when the disk is full",
  "Rapporten viser en dag for lidt": "The report shows a day too few",
  "Ringet til driften.": "Telephoned operations.",
  "Hej Kirsten\n\nVi ser på det nu.": "Hello Kirsten\n\nWe are looking at it now.",
  "Se driftsloggen først.\nRing til vagten, hvis intet er kommet ind i en time.":
    "See the log of operations first.\nTelephone whoever is on duty if nothing has come in for an hour.",
  "Hej Kirsten\n\nIndlæsningen stod stille, fordi disken var fuld. Den kører igen, og nattens data er hentet.":
    "Hello Kirsten\n\nThe import stood still because the disk was full. It runs again, and the data of the night is in.",
  "Niveau ændret fra C til A": "Level changed from C to A",
  "Tildelt Agent One": "Assigned to Agent One",
  "#levl findes ikke. Mente du #level?": "There is no #levl. Did you mean #level?",
  "#levl A\n\nHej Kirsten": "#levl A\n\nHello Kirsten",
  "Adressen findes ikke hos modtageren": "The address does not exist at the recipient's server",
  "DMARC er ikke bestået": "DMARC has not passed",
  "Svaradressen er udløbet": "The reply address has expired",
  "Send venligst adgangskoden til mig.": "Please send me the password.",
  "#niveau B\n#vent\nVi har fundet fejlen. Prøv igen i morgen tidlig.":
    "#level B\n#wait\nWe have found the fault. Try again early tomorrow.",
  "Disken var fuld. Der er ryddet op, og nattens data er hentet.":
    "The disk was full. It was cleared, and the data of the night is in.",
};

const SHORTEST = 8;
const WIDTH = 3;

/** Every way in which a secret stands in a text: as it is, in a URL, in JSON, in hexadecimal, and in base64 wherever it begins in there. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    // What the bytes before and after decide as well is left out.
    const from = before === 0 ? 0 : before + 1;
    const to = Math.floor(whole.length / WIDTH) * 4;
    return [whole.toString("base64").slice(from, to), whole.toString("base64url").slice(from, to)];
  });
  const plain = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), bytes.toString("hex")];
  return [...new Set([...plain, ...inBase64])];
}

/** Which secrets, by name, stand in which texts, by name. Throws for a secret that is too short to be found for certain. */
export function findSecrets(
  secrets: Readonly<Record<string, string>>,
  texts: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    if (secret.length < SHORTEST) throw new Error(`${name} is no canary: "${secret}"`);
    const forms = formsOf(secret);
    return Object.entries(texts).flatMap(([place, text]) => {
      const found = forms.find((form) => text.includes(form));
      return found === undefined ? [] : [`${name} in ${place}: ${around(text, found)}`];
    });
  });
}

function around(text: string, found: string): string {
  const at = text.indexOf(found);
  return text.slice(Math.max(0, at - 120), at + found.length + 40);
}

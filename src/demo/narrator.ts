const WIDTH = 76;
const MAX_LINES = 22;

export interface ShownMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Tells the story in the terminal, as it happens. */
export interface Narrator {
  chapter(title: string): void;
  say(text: string): void;
  mail(caption: string, mail: ShownMail): void;
  proved(text: string): void;
}

/** Colour only on a terminal. */
export function createNarrator(write: (line: string) => void, isTerminal: boolean): Narrator {
  const paint = (code: string, text: string) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);
  let chapters = 0;
  return {
    chapter: (title) => {
      chapters++;
      write("");
      write(paint("1", `${chapters}. ${title}`));
      write("");
    },
    say: (text) => {
      for (const line of wrap(text, WIDTH)) write(`   ${line}`);
    },
    mail: (caption, mail) => {
      write(`   ${paint("36", caption)}`);
      for (const line of frame(mail)) write(`   ${line}`);
      write("");
    },
    proved: (text) => write(`   ${paint("32", "✓")} ${text}`),
  };
}

function frame(mail: ShownMail): string[] {
  const body = mail.text
    .trim()
    .split("\n")
    .flatMap((line) => wrap(line, WIDTH - 4));
  const shown = body.length > MAX_LINES ? [...body.slice(0, MAX_LINES), "..."] : body;
  const head = [`From:    ${mail.from}`, `To:      ${mail.to}`, `Subject: ${mail.subject}`].flatMap((line) =>
    wrap(line, WIDTH - 4),
  );
  return [
    `┌${"─".repeat(WIDTH - 2)}`,
    ...head.map((line) => `│ ${line}`),
    "│",
    ...shown.map((line) => `│ ${line}`),
    `└${"─".repeat(WIDTH - 2)}`,
  ];
}

function wrap(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

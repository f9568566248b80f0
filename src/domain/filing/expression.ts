import { type ExpressionAnchor, type ExpressionNode, isWordCharacter, parseExpression } from "./parse-expression.ts";

/** Whether the expression occurs anywhere in the text, without regard to case. */
export type Expression = (text: string) => boolean;

export type CompiledExpression =
  | { readonly ok: true; readonly matches: Expression }
  | { readonly ok: false; readonly message: string };

type Step =
  | { readonly kind: "character"; readonly matches: (character: string) => boolean }
  | { readonly kind: "anchor"; readonly anchor: ExpressionAnchor }
  | { readonly kind: "fork"; readonly targets: number[] }
  | { readonly kind: "found" };

const MOST_STEPS = 2_000;

/**
 * Compiles the inside of a rule's `/expression/`. The search follows all alternatives at once (Thompson 1968), so its time
 * is the length of the text times the length of the expression whatever a stranger writes; nothing backtracks.
 * Refused with the reason: what parse-expression.ts refuses, and what grows over 2,000 steps when its counts are written out.
 */
export function compileExpression(source: string): CompiledExpression {
  const parsed = parseExpression(source);
  if (!parsed.ok) return parsed;
  const program: Step[] = [];
  emit(program, parsed.node);
  if (program.length > MOST_STEPS) return { ok: false, message: "its counts multiply to too large an expression" };
  program.push({ kind: "found" });
  return { ok: true, matches: (text) => search(program, [...text.toLowerCase()]) };
}

function emit(program: Step[], node: ExpressionNode): void {
  // Counts inside counts multiply: stop writing as soon as it is known to be too much.
  if (program.length > MOST_STEPS) return;
  switch (node.kind) {
    case "character":
    case "anchor":
      program.push(node);
      return;
    case "sequence":
      for (const part of node.parts) emit(program, part);
      return;
    case "choice":
      emitChoice(program, node.options);
      return;
    case "repeat":
      emitRepeat(program, node.part, node.min, node.max);
  }
}

function emitChoice(program: Step[], options: readonly ExpressionNode[]): void {
  const fork = forkAt(program);
  const exits: number[][] = [];
  for (const option of options) {
    fork.push(program.length);
    emit(program, option);
    exits.push(forkAt(program));
  }
  for (const exit of exits) exit.push(program.length);
}

function emitRepeat(program: Step[], part: ExpressionNode, min: number, max: number | null): void {
  for (let count = 0; count < min; count++) emit(program, part);
  if (max === null) {
    const start = program.length;
    const fork = forkAt(program);
    fork.push(program.length);
    emit(program, part);
    forkAt(program).push(start);
    fork.push(program.length);
    return;
  }
  const exits: number[][] = [];
  for (let count = min; count < max && program.length <= MOST_STEPS; count++) {
    const fork = forkAt(program);
    fork.push(program.length);
    exits.push(fork);
    emit(program, part);
  }
  for (const exit of exits) exit.push(program.length);
}

function forkAt(program: Step[]): number[] {
  const targets: number[] = [];
  program.push({ kind: "fork", targets });
  return targets;
}

function search(program: readonly Step[], text: readonly string[]): boolean {
  let alive: number[] = [];
  for (let at = 0; at <= text.length; at++) {
    const reached = closure(program, [...alive, 0], text, at);
    if (reached.found) return true;
    const character = text[at];
    alive = [];
    for (const index of reached.waiting) {
      const step = program[index];
      if (character !== undefined && step?.kind === "character" && step.matches(character)) alive.push(index + 1);
    }
  }
  return false;
}

/** Follows forks and anchors from `from` as far as they lead without reading a character. */
function closure(program: readonly Step[], from: number[], text: readonly string[], at: number) {
  const seen = new Set<number>();
  const waiting: number[] = [];
  let found = false;
  for (let index = from.pop(); index !== undefined; index = from.pop()) {
    const step = program[index];
    if (step === undefined || seen.has(index)) continue;
    seen.add(index);
    if (step.kind === "found") found = true;
    else if (step.kind === "character") waiting.push(index);
    else if (step.kind === "fork") from.push(...step.targets);
    else if (holds(step.anchor, text, at)) from.push(index + 1);
  }
  return { found, waiting };
}

function holds(anchor: ExpressionAnchor, text: readonly string[], at: number): boolean {
  if (anchor === "start") return at === 0;
  if (anchor === "end") return at === text.length;
  const boundary = isWordCharacter(text[at - 1]) !== isWordCharacter(text[at]);
  return anchor === "boundary" ? boundary : !boundary;
}

import { readFileSync } from "node:fs";

const LOOK_EVERY_MS = 500;

/**
 * npm started us, and if somebody kills it with -9 we would run on without anybody to stop us. Then we end as if told to. Only where npm
 * is known to be above us: a process that was put into the background by hand may well outlive its shell.
 */
export function stopWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) {
    return;
  }
  const ancestors = findAncestors();
  const watch = setInterval(() => {
    if (findAncestors() !== ancestors) {
      clearInterval(watch); // Once: a second signal would cut the orderly end short.
      process.kill(process.pid, "SIGTERM");
    }
  }, LOOK_EVERY_MS);
  watch.unref();
}

/** Parent and grandparent: npm runs its scripts through a shell, which may stay in between. */
function findAncestors() {
  const parent = process.ppid;
  try {
    const stat = readFileSync(`/proc/${parent}/stat`, "utf8");
    return `${parent} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]}`;
  } catch {
    return `${parent}`;
  }
}

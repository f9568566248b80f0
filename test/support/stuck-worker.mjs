// A worker that never comes back for "stuck", eats memory for "hungry" and answers all else.
export default function work({ options }) {
  const kind = options?.ownAddresses[0];
  if (kind === "stuck") for (;;);
  const eaten = [];
  while (kind === "hungry") eaten.push(new Array(1_000_000).fill({}));
  return { subject: "still here" };
}

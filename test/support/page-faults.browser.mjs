// Runs in the browser: see find-page-faults.ts.
const isShown = (element) => {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && box.right > 0 && element.closest("[aria-hidden=true]") === null;
};
const channels = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
const linear = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
const luminance = (color) => {
  const [r = 0, g = 0, b = 0] = channels(color).map(linear);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = (element) => {
  if (element === null) return "rgb(255, 255, 255)";
  const color = getComputedStyle(element).backgroundColor;
  return (channels(color)[3] ?? 1) === 0 ? ground(element.parentElement) : color;
};
const ownText = (element) =>
  [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== "");
const short = (text) => text.trim().slice(0, 60);

function faintTexts() {
  const shown = [...document.querySelectorAll("body *")].filter((element) => ownText(element) && isShown(element));
  return shown.flatMap((element) => {
    const [one, other] = [luminance(getComputedStyle(element).color), luminance(ground(element))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    return contrast < 4.5 ? [`contrast ${contrast.toFixed(2)}: ${short(element.textContent)}`] : [];
  });
}

function badFields() {
  const fields = [...document.querySelectorAll("input:not([type=hidden]), textarea, select, button")].filter(isShown);
  return fields.flatMap((field) => {
    const label = field.labels?.[0];
    const box = (label?.contains(field) ? label : field).getBoundingClientRect();
    return [
      ...((label ?? field).textContent.trim() === "" ? [`no name: ${short(field.outerHTML)}`] : []),
      ...(box.height < 24 || box.width < 24 ? [`too small: ${short(field.outerHTML)}`] : []),
    ];
  });
}

function badReferences() {
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  const named = [...document.querySelectorAll("[aria-describedby], [for]")].flatMap((element) =>
    [element.getAttribute("aria-describedby"), element.getAttribute("for")].join(" ").split(/\s+/).filter(Boolean),
  );
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return [...twice.map((id) => `#${id} twice`), ...named.filter((id) => !ids.includes(id)).map((id) => `no #${id}`)];
}

function badOutline() {
  const ranks = [...document.querySelectorAll("h1, h2, h3, h4")].map(({ tagName }) => Number(tagName[1]));
  const skips = ranks.filter((rank, index) => rank > (ranks[index - 1] ?? 0) + 1);
  return [
    ...skips.map((rank) => `h${rank} skips a rank`),
    ...(ranks.filter((rank) => rank === 1).length === 1 ? [] : ["not one h1"]),
    ...(document.documentElement.lang === "" ? ["no language"] : []),
    ...(document.documentElement.scrollWidth > innerWidth ? [`${document.documentElement.scrollWidth} wide`] : []),
  ];
}

[...faintTexts(), ...badFields(), ...badReferences(), ...badOutline()];

// Elements made from text. Nothing here, or anywhere on the page, is ever parsed as HTML.

export const $ = (id) => document.getElementById(id);

export function el(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && !key.startsWith("aria")) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function counted(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

// Pages, and the name of a place within them where the format has such names: cells, lines.
export function whereabouts({ first, last, place }) {
  return place ? `${pages(first, last)}, ${place}` : pages(first, last);
}

export function pages(first, last) {
  return first === last ? `page ${first}` : `pages ${first}–${last}`;
}

export const narrow = window.matchMedia("(max-width: 999px)");

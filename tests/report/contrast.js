// Texts with less contrast than 4.5, bars with less than 3 (WCAG 2.2, AA).
// Of shades of one colour the dark one is looked at: their numbers stand beside them.
() => {
  const channel = (v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const parse = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (one) => {
    for (; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const ratio = (a, b) => {
    const [dark, bright] = [light(a), light(b)].sort((p, q) => p - q);
    return (bright + 0.05) / (dark + 0.05);
  };
  const poor = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const at = texts.currentNode.parentElement;
    const text = texts.currentNode.data.trim();
    if (!text || !at.checkVisibility() || at.closest("script, style, .unseen")) continue;
    const style = getComputedStyle(at);
    const found = ratio(parse(at.closest("svg") ? style.fill : style.color), behind(at));
    if (found < 4.5) poor.add(found.toFixed(2) + " " + text.slice(0, 20));
  }
  const shades = ".ages .part0, .ages .part1, .changes .part1, .changes .part2";
  for (const bar of document.querySelectorAll("svg path")) {
    const found = ratio(parse(getComputedStyle(bar).fill), behind(bar.closest("svg")));
    if (!bar.matches(shades) && found < 3) poor.add(found.toFixed(2) + " " + bar.outerHTML);
  }
  return [...poor];
}

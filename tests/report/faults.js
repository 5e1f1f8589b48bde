// What stands in a screen reader's way, as sentences; none: it finds its way.
() => {
  const faults = [];
  const all = (what) => [...document.querySelectorAll(what)];
  const said = (one) =>
    (one.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean)
      .map((id) => document.getElementById(id)?.innerText || "").join("").trim();
  for (const what of ["h1", "main", "header", "nav", "footer"])
    if (all(what).length !== 1) faults.push("not one " + what);
  const ids = all("[id]").map((one) => one.id);
  if (new Set(ids).size !== ids.length) faults.push("an id stands twice");
  let level = 0;
  for (const one of all("h1, h2, h3")) {
    const next = Number(one.tagName[1]);
    if (next > level + 1 || !one.innerText.trim()) faults.push("heading " + one.outerHTML);
    level = next;
  }
  for (const one of all("[aria-labelledby]"))
    if (!said(one)) faults.push("no name: " + one.outerHTML.slice(0, 80));
  for (const one of all("svg"))
    if (one.getAttribute("role") !== "img") faults.push("a chart that is no image");
  for (const one of all("table")) {
    const name = one.caption?.innerText.trim();
    if (!name) faults.push("a table without caption");
    if (!one.tHead || !one.tBodies[0].rows.length) faults.push("no head or body: " + name);
    if ([...one.querySelectorAll("th")].some((th) => !th.scope || !th.innerText.trim()))
      faults.push("a heading without scope or words: " + name);
    if ([...one.rows].some((row) => row.cells.length !== one.rows[0].cells.length))
      faults.push("rows of different length: " + name);
  }
  for (const one of all("a")) if (!one.innerText.trim()) faults.push("a link without words");
  for (const one of all('a[href^="#"]'))
    if (!document.querySelector(one.hash)) faults.push("a link to nowhere: " + one.hash);
  for (const one of all("input")) if (!one.labels.length) faults.push("an input without label");
  return faults;
}

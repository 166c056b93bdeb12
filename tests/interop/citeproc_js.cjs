// Formats CSL-JSON with citeproc-js, the reference implementation of CSL 1.0.2.
//
//   node citeproc_js.cjs PACKAGE STYLE LOCALES < items.json
//
// PACKAGE is the folder of the npm package `citeproc`, STYLE a file, LOCALES a folder with locales-xx-XX.xml. Prints
// object: the text of each reference by the id of its item, and under "order" the ids as the style sorts them.
const fs = require("fs");

const [, , library, style, locales] = process.argv;
const CSL = require(library);
const items = JSON.parse(fs.readFileSync(0, "utf8"));
const byId = Object.fromEntries(items.map((item) => [item.id, item]));

const engine = new CSL.Engine(
  {
    retrieveItem: (id) => byId[id],
    retrieveLocale: (language) => {
      const file = `${locales}/locales-${language}.xml`;
      return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : false;
    },
  },
  fs.readFileSync(style, "utf8"),
);
engine.setOutputFormat("text");
engine.updateItems(items.map((item) => item.id));
const [about, entries] = engine.makeBibliography();
const texts = Object.fromEntries(about.entry_ids.map(([id], place) => [id, entries[place]]));
process.stdout.write(JSON.stringify(texts));

// Fills the benchmark's plan with a Node engine: node docx_node.mjs ENGINE TEMPLATE CLIENTS.json OUT_FOLDER
// Run it where docxtemplater, pizzip and easy-template-x are installed. Prints CPU ms per document for each round.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const [engine, templatePath, clientsPath, out] = process.argv.slice(2);
const template = readFileSync(templatePath);
const clients = JSON.parse(readFileSync(clientsPath));

let fill;
if (engine === "docxtemplater") {
  const PizZip = require("pizzip");
  const Docxtemplater = require("docxtemplater");
  fill = async (data) => {
    const document = new Docxtemplater(new PizZip(template), { paragraphLoop: true, linebreaks: true });
    document.render(data);
    return document.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
  };
} else {
  const { TemplateHandler } = require("easy-template-x");
  const handler = new TemplateHandler();
  fill = async (data) => Buffer.from(await handler.process(template, data));
}

for (const data of clients.slice(0, 5)) await fill(data);
const rounds = [];
for (let round = 0; round < 3; round++) {
  const begin = process.cpuUsage();
  for (const data of clients) await fill(data);
  const spent = process.cpuUsage(begin);
  rounds.push((spent.user + spent.system) / 1000 / clients.length);
}
for (let at = 0; at < 5; at++) writeFileSync(`${out}/${at}.docx`, await fill(clients[at]));
console.log(JSON.stringify(rounds));

/** Parts of a text for `mongosh` that only plan or print, put as what they come to. */
export function plainMongo(text: string): string {
  return text
    .replaceAll(EXPLAINED, '.find(')
    .replaceAll(FILTERED, '')
    .replaceAll(PRINTED, (whole, name: string, printed: string) => (onlyLooks(printed, name) ? '' : whole));
}

/** `db.x.explain("executionStats").remove(…)`: what is planned is not done. */
const EXPLAINED =
  /\.explain\(\s*(?:"\w*"|'\w*')?\s*\)\s*\.(?:remove|update|updateone|updatemany|deleteone|deletemany|findandmodify|distinct|count|find)\(/gi;

/** `.filter(n => /^tmp_/.test(n))`: names are chosen, nothing else is called. */
const FILTERED =
  /\.filter\(\s*\(?(\w+)\)?\s*=>\s*!?(?:\/(?:[^/\\\n]|\\.)+\/[a-z]*\.test\(\1\)|\1\.(?:startsWith|endsWith|includes|match)\((?:"[^"\\]*"|'[^'\\]*'|\/(?:[^/\\\n]|\\.)+\/[a-z]*)\))\s*\)/g;

/** `.forEach(n => print(n, db[n].countDocuments()))` */
const PRINTED = /\.forEach\(\s*\(?(\w+)\)?\s*=>\s*print(?:json)?\(((?:[^()'"`]|\([^()'"`]*\))*)\)\s*\)/g;

const LOOKING =
  /^(?:db(?:\[name\]|\.getCollection\(name\)|\.getSiblingDB\(name\))?|name)(?:\.(?:name|length|stats|count|estimatedDocumentCount|countDocuments|storageSize|totalSize|totalIndexSize|dataSize|getIndexes|options|type)(?:\(\{?\}?\))?)*$/;

function onlyLooks(printed: string, name: string): boolean {
  return printed
    .split(',')
    .map((part) => part.trim().replaceAll(new RegExp(`\\b${name}\\b`, 'g'), 'name'))
    .every((part) => LOOKING.test(part));
}

/** Questions of DuckDB that no other database has. */
const DUCKDB_ASKS = /^\s*(?:show|describe|desc|summarize)\b[^'"]*$/i;

/** The statements of DuckDB without those that only ask. A text with comments or quoted words in it stays as it is. */
export function plainDuckdb(text: string): string {
  if (/--|\/\*/.test(text)) return text;
  return text
    .split(';')
    .map((statement) => (DUCKDB_ASKS.test(statement) ? 'SELECT 1' : statement))
    .join(';');
}

/** What a database in memory can reach beyond itself. */
const REACHES =
  /^\s*\.|\b(?:attach|vacuum|load_extension|writefile|edit|install|load|copy|export|import|readfile|fts\w*_tokenizer)\b|into\s+outfile/im;

/** Nothing of it is kept: whatever is deleted there was made by the same text. */
export function staysInMemory(texts: readonly string[]): boolean {
  return texts.every((text) => !REACHES.test(text));
}

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ERROR_CATALOGUE } from '../../platform/errors/catalogue.js';

/** Swagger UI sets styles on elements; scripts come from us alone, and it talks to nobody else. */
export const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const START_SCRIPT = `window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  tryItOutEnabled: false,
  persistAuthorization: false,
  validatorUrl: null,
});
`;

interface Asset {
  readonly contentType: string;
  read(): Promise<Buffer | string>;
}

const require = createRequire(import.meta.url);
const packageDirectory = path.dirname(require.resolve('swagger-ui-dist/package.json'));

function packaged(name: string, contentType: string): Asset {
  return { contentType, read: () => readFile(path.join(packageDirectory, name)) };
}

/** Everything the page loads, all of it from this machine. */
export const DOCS_ASSETS = {
  'swagger-ui.css': packaged('swagger-ui.css', 'text/css; charset=utf-8'),
  'swagger-ui-bundle.js': packaged('swagger-ui-bundle.js', 'text/javascript; charset=utf-8'),
  'favicon-32x32.png': packaged('favicon-32x32.png', 'image/png'),
  'start.js': { contentType: 'text/javascript; charset=utf-8', read: () => Promise.resolve(START_SCRIPT) },
} as const satisfies Record<string, Asset>;

export const DOCS_PAGE = page(
  'Millwright API',
  `<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>`,
);

/** What `type` of a problem leads to: every code with its meaning and its remedy. */
export function renderProblemsPage(): string {
  const rows = Object.entries(ERROR_CATALOGUE).map(
    ([code, { status, title, remedy }]) =>
      `<h2 id="${code}">${code}</h2><p>HTTP ${status}. ${escapeHtml(title)}.</p><p>${escapeHtml(remedy)}</p>`,
  );
  return page('Problems', `<main><h1>Problems</h1>\n${rows.join('\n')}\n</main>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="/docs/favicon-32x32.png">
</head>
<body>
${body}
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

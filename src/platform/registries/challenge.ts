/** What a registry wants to see in `Authorization`, as its 401 says (RFC 9110, and the distribution's token scheme). */
export type Challenge =
  | { readonly scheme: 'basic' }
  | { readonly scheme: 'bearer'; readonly realm: string; readonly service: string | null };

const MAX_HEADER_LENGTH = 8_192;
const SCHEME = /([A-Za-z][A-Za-z0-9-]*)(?=\s|,|$)(?!\s*=)/y;
const PARAMETER = /([A-Za-z][A-Za-z0-9_-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/y;
const GAP = /[\s,]*/y;

/** The first one that is understood, Bearer before Basic; null: none. */
export function readChallenge(header: string | undefined): Challenge | null {
  const found = parseChallenges((header ?? '').slice(0, MAX_HEADER_LENGTH));
  for (const { scheme, parameters } of found) {
    const realm = parameters.get('realm');
    if (scheme === 'bearer' && realm !== undefined && realm !== '') {
      return { scheme: 'bearer', realm, service: parameters.get('service') ?? null };
    }
  }
  return found.some(({ scheme }) => scheme === 'basic') ? { scheme: 'basic' } : null;
}

interface Parsed {
  readonly scheme: string;
  readonly parameters: Map<string, string>;
}

function parseChallenges(header: string): readonly Parsed[] {
  const found: Parsed[] = [];
  let at = 0;
  while (at < header.length) {
    at += match(GAP, header, at)?.[0].length ?? 0;
    const parameter = match(PARAMETER, header, at);
    const scheme = parameter === null ? match(SCHEME, header, at) : null;
    if (parameter !== null) {
      const value = parameter[2]?.replaceAll(/\\(.)/g, '$1') ?? parameter[3] ?? '';
      found.at(-1)?.parameters.set((parameter[1] ?? '').toLowerCase(), value);
    }
    if (scheme !== null) found.push({ scheme: (scheme[1] ?? '').toLowerCase(), parameters: new Map() });
    const taken = (parameter ?? scheme)?.[0].length ?? 0;
    if (taken === 0) break;
    at += taken;
  }
  return found;
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

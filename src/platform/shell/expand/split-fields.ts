import { isKnown, type Arg, HOLE } from '../values/value.js';
import type { Piece } from './pieces.js';

interface Field {
  text: string;
  glob: boolean;
  maySplit: boolean;
  /** Something stands there, be it empty quotes. */
  present: boolean;
}

const WHITE = /[ \t\n]/;
const GLOB_CHARACTERS = /[*?[]/;

/** Splits pieces into words, as a shell does after all else is expanded. */
export function splitFields(pieces: readonly Piece[], separators: string, source: string): readonly Arg[] {
  const fields: Field[] = [];
  let field = emptyField();
  const end = (always: boolean): void => {
    if (field.present || always) fields.push(field);
    field = emptyField();
  };
  for (const piece of pieces) {
    if (piece.quoted || !piece.expanded) addWhole(field, piece);
    else addSplit(piece.text, separators, () => field, end);
    if (!piece.quoted && piece.expanded && piece.glob) field.glob = true;
    if (piece.ends) end(false);
  }
  end(false);
  return fields.map(({ text, glob, maySplit }) => ({ source, alts: [{ text, glob }], maySplit }));
}

function emptyField(): Field {
  return { text: '', glob: false, maySplit: false, present: false };
}

function addWhole(field: Field, piece: Piece): void {
  field.text += piece.text;
  field.glob ||= piece.glob;
  field.present ||= piece.quoted || piece.text !== '';
  field.maySplit ||= !piece.quoted && !isKnown(piece.text);
}

function addSplit(text: string, separators: string, current: () => Field, end: (always: boolean) => void): void {
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const character = text.charAt(at);
    if (at < text.length && !separators.includes(character)) continue;
    const part = text.slice(start, at);
    if (part !== '') {
      const field = current();
      field.text += part;
      field.present = true;
      field.glob ||= GLOB_CHARACTERS.test(part);
      field.maySplit ||= part.includes(HOLE);
    }
    if (at < text.length) end(!WHITE.test(character) && (part !== '' || current().present || at > 0));
    start = at + 1;
  }
}

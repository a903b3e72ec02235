import type { Place, Via } from '../reading.js';
import type { Call, Frame } from '../run/frame.js';
import { readFileTexts } from '../run/paths.js';
import { enterShell, runTexts } from '../run/run-text.js';
import { HOLE, isKnown, soleText } from '../values/value.js';
import type { ReadOptions } from './read-options.js';

const PROXY = /^\s*(?:ProxyCommand|LocalCommand|KnownHostsCommand|RemoteCommand)[\s=]+(.*)$/is;
/** `Match host a exec "test -f x"` */
const MATCH = /^\s*Match\b.{0,500}?\bexec\s+"?([^"]*)"?/i;

/** What ssh runs here for the sake of a connection: by its options, and by a file of settings that the text wrote itself. */
export function runProxies(frame: Frame, call: Call, options: ReadOptions): void {
  const settings = (options.values.get('-o') ?? []).map((arg) => soleText(arg.alts) ?? HOLE);
  for (const setting of [...settings, ...settingsInFile(frame, call, options)]) {
    const command = (PROXY.exec(setting) ?? MATCH.exec(setting))?.[1]?.replace(/%[a-zA-Z]/g, 'x');
    if (command === undefined || command.trim() === 'none') continue;
    const via: Via = { program: 'ssh', place: 'here' as Place, where: null };
    runTexts(enterShell({ ...frame, sink: null }, { call, via }), { texts: [command], span: call.span, by: 'ssh -o' });
  }
}

function settingsInFile(frame: Frame, call: Call, options: ReadOptions): readonly string[] {
  return (options.values.get('-F') ?? []).flatMap((path) => {
    const texts = readFileTexts(frame, path) ?? [];
    if (!texts.every(isKnown))
      frame.session.doubt(
        'unknown_script',
        call.span,
        'ssh is given settings that the command wrote and that are not known.',
      );
    return texts.filter(isKnown).flatMap((text) => text.split('\n'));
  });
}

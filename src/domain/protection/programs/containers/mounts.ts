import type { Arguments } from '../read-arguments.js';
import { valuesOf } from '../rule-kinds.js';

const READ_ONLY_MOUNT = /(^|,)(readonly|ro)(=true|=1)?(,|$)/;
/** What a socket or a device is asked for, it does, however it is mounted; the same with keys that are read. */
const MORE_THAN_READ = /\.sock(:|$)|^\/(run|var\/run|dev|proc|sys)(\/|:)/;

function isReadOnly(volume: string): boolean {
  return /:([a-z]+,)*ro(,[a-z]+)*$/i.test(volume) && !MORE_THAN_READ.test(volume);
}

/** What is mounted into a container so that it can be changed, by `-v` and by `--mount`. */
export function mountsOf(given: Arguments): readonly string[] {
  const sources = valuesOf(given, ['--mount'])
    .filter((text) => !READ_ONLY_MOUNT.test(text))
    .map((text) => /(?:^|,)(?:source|src)=([^,]*)/.exec(text)?.[1] ?? '');
  return [
    ...valuesOf(given, ['-v', '--volume'])
      .filter((text) => !isReadOnly(text))
      .map((text) => text.replace(/^([a-z]:)?([^:]*):.*$/i, '$1$2')),
    ...sources,
  ];
}

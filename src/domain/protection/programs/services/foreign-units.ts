import { hides, someOperand } from '../rule-kinds.js';

/** A unit file from elsewhere: what it starts is not known. */
export const FOREIGN_UNIT = hides('medium', {
  id: 'systemctl.foreign_unit',
  when: {
    subcommand: ['link|enable|reenable|start'],
    test: (given) => someOperand(/^\.{0,2}\/(?!(etc|usr|lib|run)\/)/)(given),
  },
  targetKind: 'unit',
  why: 'Lets the system run what the unit file {target} says, which is not one of those installed.',
  matches: ['systemctl link /tmp/x.service', 'systemctl enable --now ./x.service'],
  misses: ['systemctl enable nginx', 'systemctl link /usr/lib/systemd/system/x.service'],
});

import type { Program } from '../program.js';
import { rulesFor } from '../rules-by-name.js';
import { COMPOSE, composeRules } from './compose.js';
import { BESIDE_ENGINES } from './beside-engines.js';
import { CONTAINER_RULES } from './container-harms.js';
import { ENGINE_WIDE_RULES } from './engine-wide.js';
import { HOST_ACCESS_RULES } from './host-access.js';
import { SWARM_RULES } from './swarm.js';
import { ENGINE_LOOKS } from './engine-looks.js';
import { ENGINE_STYLE } from './engine-style.js';
import { LOW_LEVEL } from './low-level.js';

const ENGINE_RULES = [...ENGINE_LOOKS, ...CONTAINER_RULES, ...ENGINE_WIDE_RULES, ...SWARM_RULES, ...HOST_ACCESS_RULES];

const engine = (name: string, names: readonly string[]): Program => ({
  names,
  style: ENGINE_STYLE,
  rules: [...rulesFor(name, ENGINE_RULES), ...composeRules(name)],
  otherwise: 'opaque',
  why: 'Runs containers.',
});

export const CONTAINERS_PROGRAMS: readonly Program[] = [
  engine('docker', ['docker']),
  engine('podman', ['podman', 'podman-remote']),
  engine('nerdctl', ['nerdctl']),
  ...COMPOSE,
  ...LOW_LEVEL,
  ...BESIDE_ENGINES,
];

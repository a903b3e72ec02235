import { COMPOSE_SCENARIOS } from './compose-behaviours.js';
import { testRecreation } from './recreation-case.js';

testRecreation('current', COMPOSE_SCENARIOS);

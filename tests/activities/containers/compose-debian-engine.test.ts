import { COMPOSE_SCENARIOS } from './compose-behaviours.js';
import { testRecreation } from './recreation-case.js';

testRecreation('debian', COMPOSE_SCENARIOS);

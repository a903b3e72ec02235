export { POWER as POWER_PROGRAMS } from './power.js';

export { SCHEDULES as SCHEDULES_PROGRAMS } from './schedules.js';

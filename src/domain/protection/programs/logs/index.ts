export { LOGS as LOGS_PROGRAMS } from './logs.js';

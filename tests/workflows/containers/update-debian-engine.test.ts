import { testUpdates } from './update-behaviours.js';

testUpdates('debian');

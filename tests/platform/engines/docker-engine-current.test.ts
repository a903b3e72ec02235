import { CONTAINER_BEHAVIOURS } from './container-behaviours.js';
import { CONTENT_BEHAVIOURS } from './content-behaviours.js';
import { testEngine } from './engine-case.js';
import { IMAGE_BEHAVIOURS } from './image-behaviours.js';
import { SURROUNDINGS_BEHAVIOURS } from './surroundings-behaviours.js';

testEngine('current', CONTAINER_BEHAVIOURS, IMAGE_BEHAVIOURS, CONTENT_BEHAVIOURS, SURROUNDINGS_BEHAVIOURS);

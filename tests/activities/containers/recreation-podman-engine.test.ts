import { testRecreation } from './recreation-case.js';
import { HOST_SCENARIOS } from './recreation-host-scenarios.js';
import { IMAGE_SCENARIOS } from './recreation-image-scenarios.js';
import { NETWORK_SCENARIOS } from './recreation-network-scenarios.js';
import { STORAGE_SCENARIOS } from './recreation-storage-scenarios.js';
import { WHOLE_SCENARIOS } from './recreation-whole-scenarios.js';

testRecreation('podman', IMAGE_SCENARIOS, STORAGE_SCENARIOS, NETWORK_SCENARIOS, HOST_SCENARIOS, WHOLE_SCENARIOS);

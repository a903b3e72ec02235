export { WSL as WSL_PROGRAMS } from './wsl.js';

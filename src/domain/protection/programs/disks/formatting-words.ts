export const FORMATS = 'Makes a new file system on {target}; what was there is lost.';

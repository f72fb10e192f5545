export function night(body) { body.append('soon'); }

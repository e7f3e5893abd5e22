// Vim's keys for the editor, loaded only where somebody has chosen them. It shares the modules of codemirror.min.js.
export { vim } from "@replit/codemirror-vim";

// The figure: front and back, drawn from the regions that can be chosen, on a
// field of 120 by 292. Paired regions are drawn once, at x > 60, and mirrored.
import type { StringKey } from './strings.js';

export interface Region {
  // Key of its words.
  key: StringKey;
  // Ids of the knowledge base; `place` where it is finer than `region`.
  region: string;
  place?: string;
  // Whether there is one on each side.
  paired: boolean;
  path: string;
}

const one = (key: StringKey, region: string, place: string, path: string): Region =>
  ({ key, region, ...(place ? { place } : {}), paired: false, path });
const pair = (key: StringKey, region: string, place: string, path: string): Region =>
  ({ ...one(key, region, place, path), paired: true });

const arms = [
  pair('shoulder', 'shoulder', '',
    'M83.5 66.5C92 66.5 101 71 102.5 82Q103 86 102.5 89L88 89Q84 89 83.5 85Z'),
  pair('upper_arm', 'arm', 'upper_arm',
    'M88.5 91.5H102.5C104.5 102 105 114 103.5 126L91.5 126C89 115 87.5 102 88.5 91.5Z'),
  pair('forearm', 'arm', 'forearm',
    'M91.5 128.5H103.5C106 140 106.5 153 104.5 166L95 166C92 154 90.5 140 91.5 128.5Z'),
  pair('hand', 'hand', '',
    'M95 168.5H104.5C109 173 110.5 183 108 191C106.5 196 100.5 196.5 98 192C94.5 185 93 176 95 168.5Z'),
];

export const FRONT: Region[] = [
  one('head', 'head', '', 'M60 3C70.5 3 77 11 77 21L76.5 26.5H43.5L43 21C43 11 49.5 3 60 3Z'),
  one('jaw', 'jaw', '', 'M44 29H76C75 38 68.5 46.5 60 46.5C51.5 46.5 45 38 44 29Z'),
  one('neck', 'neck', '', 'M50.5 47Q60 51.5 69.5 47L70 56Q71 61 78 64H42Q49 61 50 56Z'),
  ...arms,
  one('chest', 'chest', '', 'M43 66.5H77Q81 66.5 81 71L80 97.5Q60 105 40 97.500L39 71Q39 66.5 43 66.5Z'),
  one('abdomen', 'abdomen', '', 'M40.3 100.3Q60 107.8 79.7 100.3C77.5 109 77.3 120 79 130Q60 137 41 130C42.7 120 42.5 109 40.3 100.3Z'),
  pair('hip', 'hip', '', 'M61.3 137.5Q71 137 79 133L82 150Q83 156 82.5 160L61.3 152Z'),
  pair('thigh', 'leg', 'thigh', 'M61.3 155L82.5 163C82 182 80 196 78 205H63.5C62 190 61.3 172 61.3 155Z'),
  pair('knee', 'knee', '', 'M63.5 207.5H78C79 213.5 79 219.5 78 225.5H64.5C63.3 219.5 63 213.5 63.5 207.5Z'),
  pair('shin', 'leg', 'shin', 'M64.5 228H78C80.5 241 79 256 75.5 268H67C64 254 63 241 64.5 228Z'),
  pair('foot', 'foot', '', 'M66.5 270.5H76C77.5 276 84 280 85.5 285C86 289 81 289.5 76 289.5C70 289.5 65.5 288.5 65.5 284Z'),
];

export const BACK: Region[] = [
  one('back_of_head', 'head', 'back_of_head',
    'M60 3C70.5 3 77 11 77 21C77 31 71 38.5 66 41.5H54C49 38.5 43 31 43 21C43 11 49.5 3 60 3Z'),
  one('nape', 'neck', 'nape', 'M51.5 44H68.5L69.5 56Q71 61 78 64H42Q49 61 50.5 56Z'),
  ...arms,
  one('upper_back', 'upper_back', '', 'M52.7 66.5H67.3V98.5H52.7Z'),
  pair('scapula', 'upper_back', 'scapula', 'M69.5 66.5H77Q81 66.5 81 71V94Q81 98.5 77 98.5H69.5Z'),
  one('mid_back', 'mid_back', '', 'M39.3 101H80.7C78.8 107 78 113 78 118.5H42C42 113 41.2 107 39.3 101Z'),
  pair('lower_back', 'lower_back', '', 'M61.3 121H78.1C78.2 130 79.2 138 81 143H61.3Z'),
  pair('buttock', 'buttock', '', 'M61.3 145.5H81C83 152 84 160 82.5 166C77 173 66 173 61.3 167Z'),
  pair('hamstring', 'leg', 'hamstring', 'M61.3 171.5C67 175.5 76 175.5 82 170.5C81.5 184 80 196 78 205H63.5C62.3 194 61.5 182 61.3 171.5Z'),
  pair('knee', 'knee', '', 'M63.5 207.5H78C79 213.5 79 219.5 78 225.5H64.5C63.3 219.5 63 213.5 63.5 207.5Z'),
  pair('calf', 'leg', 'calf', 'M64.5 228H78C81.5 240 79.5 255 75.5 266H67.5C63.5 254 62.5 240 64.5 228Z'),
  pair('heel', 'foot', 'heel', 'M67.5 268.5H75.5C77 274 79.5 281 79 285.5C78.5 290 66.5 290 66 285.5C65.5 281 66.5 274 67.5 268.5Z'),
];

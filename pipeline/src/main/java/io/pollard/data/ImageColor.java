package io.pollard.data;

/** How many channels images get, whatever their files hold. */
public enum ImageColor {
  /** As the files hold them: all grey, or all in colour. */
  AS_STORED,
  /** One channel; colours become (299 R + 587 G + 114 B + 500) / 1000, rounded down (BT.601). */
  GREY,
  /** Three channels; a grey image has its value in all three. */
  RGB
}

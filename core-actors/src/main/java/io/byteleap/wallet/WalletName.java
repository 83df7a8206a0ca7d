package io.byteleap.wallet;

import java.util.regex.Pattern;

/// Name of a wallet or of a hotkey in it, which is also the name of its folder or file: 1 to 128
/// letters, digits, `_`, `-` and `.`, the first of them no point.
public record WalletName(String value) {
  public static final String DEFAULT = "default";

  private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{N}_-][\\p{L}\\p{N}._-]{0,127}");

  public WalletName {
    if (!isOne(value)) {
      throw new IllegalArgumentException(
          "a wallet's or hotkey's name has 1 to 128 letters, digits, '_', '-' and '.'");
    }
  }

  static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}

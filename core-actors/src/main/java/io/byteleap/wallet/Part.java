package io.byteleap.wallet;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Which keys of a wallet a command is about.
enum Part {
  COLDKEY,
  HOTKEY,
  BOTH;

  /// Reads a part's name in lower case.
  static final class Converter implements ITypeConverter<Part> {
    @Override
    public Part convert(String text) {
      for (Part part : values()) {
        if (part.name().toLowerCase(Locale.ROOT).equals(text)) {
          return part;
        }
      }
      throw new TypeConversionException("must be coldkey, hotkey or both");
    }
  }
}

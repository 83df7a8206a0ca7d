package io.byteleap.persistence.journal;

import io.byteleap.domain.rental.Rental;
import io.byteleap.json.Json;

/// A rental as text, in the form that snapshots have.
public final class RentalText {
  private static final Json JSON = Json.upTo(1 << 20);

  private RentalText() {}

  public static String write(Rental rental) {
    return RentalParts.write(rental).toText();
  }

  /// Throws what a JSON reader throws when `text` is not what [#write] wrote.
  public static Rental read(String text) {
    return RentalParts.readRental(JSON.parse(text));
  }
}

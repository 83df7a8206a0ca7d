package io.byteleap.validator.challenge;

import io.byteleap.domain.units.Label;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// The GPU models that are challenged; an empty list is all of them.
///
/// A model is meant by an entry when the entry's words (letters and digits, in any case) stand in
/// the model's name one after the other: `H100 80GB` means `NVIDIA H100 80GB HBM3`, `A10` does not
/// mean `NVIDIA A100`.
public record ModelAllowlist(List<String> entries) {
  public ModelAllowlist {
    if (entries.stream().anyMatch(entry -> words(entry).isEmpty())) {
      throw new IllegalArgumentException("a GPU model must have a name");
    }
    entries = List.copyOf(entries);
  }

  boolean allows(Label model) {
    var words = words(model.value());
    return entries.isEmpty()
        || entries.stream().anyMatch(entry -> Collections.indexOfSubList(words, words(entry)) >= 0);
  }

  /// Letters and digits of a name, in lower case.
  static List<String> words(String name) {
    return Arrays.stream(name.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1))
        .filter(word -> !word.isEmpty())
        .toList();
  }
}

package io.byteleap.validator.challenge;

import io.byteleap.domain.exact.Envelope;
import io.byteleap.domain.exact.Envelope.Judged;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.PeakRate;
import io.byteleap.domain.units.Label;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Which GPU models have an envelope, and which end of it they are judged by. The first entry that
/// means a model is that model's.
///
/// A name that says it is a part of a card (MIG, the profiles of a vGPU such as `48Q`) or a form of
/// it that draws less power (for laptops, Max-Q) has none: the rates of the card are not its own.
public record ModelEnvelopes(List<OfModel> models, Judged judged) {
  /// Nobody has an envelope.
  public static final ModelEnvelopes NONE = new ModelEnvelopes(List.of(), Judged.NEITHER);

  private static final Set<String> PARTS = Set.of("laptop", "mobile", "max", "mig", "grid");
  private static final Pattern PROFILE = Pattern.compile("\\d{1,3}[abcq]");

  /// How fast GPUs of some models are.
  public record OfModel(ModelAllowlist models, PeakRate rate) {}

  public ModelEnvelopes {
    models = List.copyOf(models);
  }

  /// Of a GPU whose driver says it is of this model.
  public Envelope envelope(Label model, ExactShape shape) {
    return isPart(model)
        ? new Envelope.None()
        : models.stream()
            .filter(entry -> entry.models().allows(model))
            .findFirst()
            .<Envelope>map(entry -> entry.rate().envelope(shape, judged))
            .orElse(new Envelope.None());
  }

  private static boolean isPart(Label model) {
    return ModelAllowlist.words(model.value()).stream()
        .anyMatch(word -> PARTS.contains(word) || PROFILE.matcher(word).matches());
  }
}

package io.byteleap.validator;

import io.byteleap.config.Fallback;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.exact.Envelope.Judged;
import io.byteleap.domain.exact.PeakRate;
import io.byteleap.validator.challenge.ModelAllowlist;
import io.byteleap.validator.challenge.ModelEnvelopes;
import io.byteleap.validator.challenge.ModelEnvelopes.OfModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// One entry of `validation.exact.envelopes`, and of the table that comes with the validator:
/// `model` by words of its name, what [PeakRate] needs to know of it, and where that stands.
public record EnvelopeConfig(
    String model, double peakTops, @Fallback("0.1") double slowestShare, String source) {
  private static final String TABLE = "gpu-envelopes.yaml";
  private static final int SOURCE_MAX = 200;

  public EnvelopeConfig {
    new ModelAllowlist(List.of(model));
    new PeakRate(peakTops, slowestShare);
    if (source.isBlank() || source.length() > SOURCE_MAX) {
      throw new IllegalArgumentException(
          "source must say where the rate stands, in 1 to 200 signs");
    }
  }

  public PeakRate rate() {
    return new PeakRate(peakTops, slowestShare);
  }

  private OfModel ofModel() {
    return new OfModel(new ModelAllowlist(List.of(model)), rate());
  }

  /// Entries, of which the first that fits is a model's.
  public record Table(List<EnvelopeConfig> models) {
    public Table {
      models = List.copyOf(models);
    }

    public ModelEnvelopes envelopes(Judged judged) {
      return new ModelEnvelopes(models.stream().map(EnvelopeConfig::ofModel).toList(), judged);
    }

    /// Refuses, with every fault and its line, what is no table.
    public static Table read(String name, String text) {
      return switch (RecordConfig.read(Table.class, name, text)) {
        case RecordConfig.Good<Table>(var table) -> table;
        case RecordConfig.Bad<Table>(var problems) ->
            throw new IllegalArgumentException(
                String.join("\n", problems.stream().map(problem -> problem.line()).toList()));
      };
    }
  }

  /// The table that comes with the validator.
  public static Table builtIn() {
    return BuiltIn.TABLE;
  }

  private static final class BuiltIn {
    static final Table TABLE = load();

    private static Table load() {
      try (var in = EnvelopeConfig.class.getResourceAsStream(EnvelopeConfig.TABLE)) {
        var found = Objects.requireNonNull(in, "BUG: " + EnvelopeConfig.TABLE + " is not packaged");
        return Table.read(
            EnvelopeConfig.TABLE, new String(found.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

package io.byteleap.validator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.exact.Envelope;
import io.byteleap.domain.exact.Envelope.Judged;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.PeakRate;
import io.byteleap.domain.units.Label;
import io.byteleap.validator.EnvelopeConfig.Table;
import io.byteleap.validator.challenge.ExactPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table of models that comes with the validator, and how a table is read.
final class EnvelopeConfigTest {
  private static final ExactShape SHAPE = new ExactShape(49_152, 1);

  private static Envelope of(Table table, String model) {
    return table.envelopes(Judged.BOTH).envelope(Label.of(model), SHAPE);
  }

  private static Envelope of(String model) {
    return of(EnvelopeConfig.builtIn(), model);
  }

  @ParameterizedTest
  @CsvSource({
    "NVIDIA H100 80GB HBM3, H100",
    "NVIDIA H100 PCIe, H100 PCIe",
    "NVIDIA H100 NVL, H100 NVL",
    "NVIDIA H200, H200",
    "NVIDIA H200 NVL, H200 NVL",
    "NVIDIA GH200 480GB, GH200",
    "NVIDIA A100-SXM4-80GB, A100",
    "NVIDIA A100 80GB PCIe, A100",
    "NVIDIA A10, A10",
    "NVIDIA L40S, L40S",
    "NVIDIA L40, L40",
    "NVIDIA L4, L4",
    "NVIDIA GeForce RTX 4090, RTX 4090",
    "NVIDIA GeForce RTX 4090 (24GB), RTX 4090",
    "NVIDIA GeForce RTX 4080 SUPER, RTX 4080 SUPER",
    "NVIDIA GeForce RTX 3090 Ti, RTX 3090 Ti",
    "NVIDIA GeForce RTX 3090, RTX 3090",
    "NVIDIA RTX A6000, RTX A6000",
    "NVIDIA RTX 6000 Ada Generation, RTX 6000 Ada",
    "Tesla T4, T4",
    "Tesla V100-SXM2-16GB, V100",
    "Tesla V100S-PCIE-32GB, V100S"
  })
  void nameThatADriverSays_isMeantByItsEntry(String name, String entry) {
    var rate =
        EnvelopeConfig.builtIn().models().stream()
            .filter(known -> known.model().equals(entry))
            .map(EnvelopeConfig::rate)
            .collect(Collectors.toUnmodifiableList());

    assertThat(rate).hasSize(1);
    assertThat(of(name)).isEqualTo(rate.getFirst().envelope(SHAPE, Judged.BOTH));
  }

  @Test
  void partsOfCards_theirFormsForLaptops_andUnknownModels_haveNone() {
    assertThat(
            Stream.of(
                "NVIDIA A40-48Q",
                "GRID A100-10C",
                "NVIDIA H100 80GB HBM3 MIG 1g.10gb",
                "NVIDIA GeForce RTX 4090 Laptop GPU",
                "Quadro RTX 3090 with Max-Q Design",
                "NVIDIA A10G",
                "NVIDIA GeForce RTX 3060",
                "AMD Instinct MI300X",
                ""))
        .allSatisfy(name -> assertThat(of(name)).as(name).isEqualTo(new Envelope.None()));
  }

  /// An entry that stands behind a wider one would never be looked at.
  @Test
  void noEntryOfTheTable_isHiddenByOneBeforeIt() {
    var models = EnvelopeConfig.builtIn().models();

    assertThat(models).hasSizeGreaterThan(25);
    assertThat(new HashSet<>(models.stream().map(EnvelopeConfig::model).toList()))
        .hasSameSizeAs(models);
    assertThat(models)
        .allSatisfy(
            entry ->
                assertThat(of(entry.model()))
                    .as(entry.model())
                    .isEqualTo(entry.rate().envelope(SHAPE, Judged.BOTH)));
  }

  @Test
  void firstEntryThatFits_isTheModels() {
    var table =
        Table.read(
            "mine.yaml",
            """
            models:
              - {model: H100 80GB, peak_tops: 1500, slowest_share: 0.2, source: my bench}
              - {model: H100, peak_tops: 1000, source: my bench}
            """);

    assertThat(of(table, "NVIDIA H100 80GB HBM3"))
        .isEqualTo(table.models().getFirst().rate().envelope(SHAPE, Judged.BOTH));
    assertThat(of(table, "NVIDIA H100 PCIe"))
        .isEqualTo(table.models().getLast().rate().envelope(SHAPE, Judged.BOTH));
    assertThat(of(new Table(List.of()), "NVIDIA H100 PCIe")).isEqualTo(new Envelope.None());
  }

  @Test
  void whatIsNoTable_isRefused_withEveryFaultAndItsLine() {
    assertThatThrownBy(
            () ->
                Table.read(
                    "mine.yaml",
                    """
                    models:
                      - {model: H100, peak_tops: fast, source: x}
                      - {model: H200, peak_tops: 1, maker: x}
                    """))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mine.yaml:2: models[0].peak_tops must be a number, is 'fast'")
        .hasMessageContaining("mine.yaml:3: models[1].source is required")
        .hasMessageContaining("mine.yaml:3: models[1].maker is not a known key");
    assertThatThrownBy(() -> Table.read("mine.yaml", "models: ["))
        .hasMessageContaining("is not YAML");
  }

  @Test
  void envelopes_areOfTheTable_unlessTheOperatorSaysOtherwise() {
    var h100 = envelopeOf("NVIDIA H100 80GB HBM3", "validation.exact.enable=true");
    assertThat(h100).isEqualTo(new PeakRate(1_979, 0.1).envelope(LARGEST, Envelope.Judged.FASTEST));
    assertThat(envelopeOf("NVIDIA H100 80GB HBM3", "validation.exact.envelope=off"))
        .isEqualTo(new Envelope.None());
    var own = "validation.exact.envelopes=[{model: H100 80GB, peak_tops: 1500, source: my bench}]";
    assertThat(envelopeOf("NVIDIA H100 80GB HBM3", own))
        .isEqualTo(new PeakRate(1_500, 0.1).envelope(LARGEST, Envelope.Judged.FASTEST));
    assertThat(envelopeOf("NVIDIA H100 PCIe", own))
        .isEqualTo(new PeakRate(1_513, 0.1).envelope(LARGEST, Envelope.Judged.FASTEST));
    assertThat(((Envelope.Span) envelopeOf("A100", "validation.exact.envelope=judge")).judged())
        .isEqualTo(Envelope.Judged.BOTH);
    assertThat(((Envelope.Span) envelopeOf("A100", "validation.exact.envelope=show")).judged())
        .isEqualTo(Envelope.Judged.NEITHER);
  }

  private static final ExactShape LARGEST = new ExactShape(130_944, 1);

  private static Envelope envelopeOf(String model, String setting) {
    return ((ExactPolicy.On) ValidatorConfigTest.exact(setting))
        .envelopes()
        .envelope(Label.of(model), LARGEST);
  }
}

package io.byteleap.domain.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.passthrough.FileEdit.Block;
import io.byteleap.domain.passthrough.FileEdit.Edited;
import io.byteleap.domain.passthrough.FileEdit.Unchanged;
import io.byteleap.domain.passthrough.FileEdit.Unreadable;
import io.byteleap.domain.passthrough.FileEdit.Whole;
import io.byteleap.domain.passthrough.GrubEdit.Listed;
import io.byteleap.domain.passthrough.GrubEdit.Single;
import io.byteleap.domain.passthrough.Swap.Overwritten;
import io.byteleap.domain.passthrough.Swap.Undone;
import io.byteleap.fixture.Seeds;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileEditTest {
  private static final GrubEdit GRUB =
      new GrubEdit(
          "GRUB_CMDLINE_LINUX",
          List.of(
              new Single("intel_iommu", "on"),
              new Single("iommu", "pt"),
              new Listed("vfio-pci.ids", List.of("10de:2684", "10de:22ba"))));
  private static final String SET = "intel_iommu=on iommu=pt vfio-pci.ids=10de:2684,10de:22ba";
  private static final String[] PIECES = {
    "GRUB_CMDLINE_LINUX=\"quiet\"\n",
    "GRUB_CMDLINE_LINUX='iommu=off a b'\n",
    "GRUB_CMDLINE_LINUX=\n",
    "GRUB_CMDLINE_LINUX=plain # word\n",
    "export GRUB_CMDLINE_LINUX=\"vfio-pci.ids=1:2,10de:2684 $X\"",
    "GRUB_CMDLINE_LINUX=\"" + SET + "\"\n",
    "GRUB_CMDLINE_LINUX_DEFAULT=\"splash\"\n",
    "#GRUB_CMDLINE_LINUX=\"\"\n",
    GrubEdit.COMMENT,
    Block.BEGIN,
    Block.END,
    "mine\n",
    "\n",
    "\r\n",
    "\u00e9\u0000",
  };
  private static final List<FileEdit> EDITS =
      List.of(GRUB, new Block("mine\n"), new Whole("#!/bin/sh\n"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GRUB_CMDLINE_LINUX=\"\"|GRUB_CMDLINE_LINUX=\"%s\"",
        "GRUB_CMDLINE_LINUX=|GRUB_CMDLINE_LINUX=\"%s\"",
        "GRUB_CMDLINE_LINUX=quiet # why|GRUB_CMDLINE_LINUX=\"quiet %s\" # why",
        "GRUB_CMDLINE_LINUX='quiet $X'|GRUB_CMDLINE_LINUX='quiet $X %s'",
        "GRUB_CMDLINE_LINUX=\"iommu=off a\"|GRUB_CMDLINE_LINUX=\"iommu=pt a intel_iommu=on"
            + " vfio-pci.ids=10de:2684,10de:22ba\"",
        "GRUB_CMDLINE_LINUX=\"vfio-pci.ids=8086:1 x vfio-pci.ids=10de:22ba\"|GRUB_CMDLINE_LINUX="
            + "\"vfio-pci.ids=10de:2684,10de:22ba,8086:1 x intel_iommu=on iommu=pt\"",
      })
  void parameters_areSetInTheValue(String line, String expected) {
    var outcome = GRUB.apply("A=1\n" + line + "\nB=2\n");

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Edited.class,
            edited ->
                assertThat(edited.text()).isEqualTo("A=1\n" + expected.formatted(SET) + "\nB=2\n"));
  }

  @Test
  void lastAssignment_isTheOneThatCounts() {
    String text = "GRUB_CMDLINE_LINUX=\"a\"\nGRUB_CMDLINE_LINUX=\"b\"\n";

    assertThat(((Edited) GRUB.apply(text)).text())
        .isEqualTo("GRUB_CMDLINE_LINUX=\"a\"\nGRUB_CMDLINE_LINUX=\"b " + SET + "\"\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GRUB_CMDLINE_LINUX=\"a\nb\"",
        "GRUB_CMDLINE_LINUX=\"a\"\"b\"",
        "GRUB_CMDLINE_LINUX=\"a \\\"b\\\"\"",
        "GRUB_CMDLINE_LINUX=\"`date`\"",
        "GRUB_CMDLINE_LINUX=a b",
      })
  void assignmentThatCannotBeEditedWithCertainty_isNamedWithItsLine(String line) {
    assertThat(GRUB.apply("A=1\n" + line + "\n"))
        .isEqualTo(new Unreadable("line 2 assigns GRUB_CMDLINE_LINUX in a form not known"));
  }

  @Test
  void everyEdit_canBeUndone_andDoneTwiceChangesNothing() {
    Seeds.check(
        5_000,
        random -> {
          String before = text(random);
          var edit = EDITS.get(random.nextInt(EDITS.size()));

          switch (edit.apply(before)) {
            case Edited(var after, var swap) -> {
              // an orphaned block is ours, and not what was there before
              String own = edit instanceof Block ? Block.without(before) : before;
              assertThat(swap.undo(after)).isEqualTo(new Undone(own));
              assertThat(edit.apply(after)).isEqualTo(new Unchanged());
            }
            case Unchanged() -> assertHasAll(edit, before);
            case Unreadable(var why) -> assertThat(why).isNotBlank();
          }
        });
  }

  /// What the edit wants is in the file already.
  private static void assertHasAll(FileEdit edit, String text) {
    switch (edit) {
      case Block(var lines) -> assertThat(text).endsWith(Block.BEGIN + lines + Block.END);
      case Whole(var content) -> assertThat(text).isEqualTo(content);
      case GrubEdit _ -> assertThat(text).contains(SET.split("[ ,]"));
    }
  }

  /// Lines of others above and below, added later, are there after the undoing.
  @Test
  void changesElsewhere_survive() {
    Seeds.check(
        2_000,
        random -> {
          String before = text(random) + "\n";
          var edit = EDITS.get(random.nextInt(2));

          if (edit.apply(before) instanceof Edited(var after, var swap)
              && swap.undo(after).equals(new Undone(before))) {
            assertThat(swap.undo("first\n" + after + "last\n"))
                .isEqualTo(new Undone("first\n" + before + "last\n"));
          }
        });
  }

  @Test
  void changeInOurLines_isNoticed() {
    var edited = (Edited) GRUB.apply("GRUB_CMDLINE_LINUX=\"quiet\"\n");

    assertThat(edited.swap().undo(edited.text().replace("iommu=pt", "iommu=off")))
        .isEqualTo(new Overwritten());
    assertThat(edited.swap().undo(edited.text() + edited.text())).isEqualTo(new Overwritten());
  }

  @Test
  void strip_leavesWhatTheAdministratorHas() {
    String text =
        "GRUB_CMDLINE_LINUX=\"quiet intel_iommu=on iommu=pt vfio-pci.ids=10de:2684,8086:15f3"
            + " modprobe.blacklist=nvidia,pcspkr,nouveau x=1\"\nOTHER=\"iommu=pt\"\n";

    assertThat(GrubStrip.of(text))
        .isEqualTo(
            """
            GRUB_CMDLINE_LINUX="quiet vfio-pci.ids=8086:15f3 modprobe.blacklist=pcspkr x=1"
            OTHER="iommu=pt"
            """);
    assertThat(GrubStrip.of("GRUB_CMDLINE_LINUX=\"a  b\"\n"))
        .isEqualTo("GRUB_CMDLINE_LINUX=\"a  b\"\n");
  }

  private static String text(RandomGenerator random) {
    return Stream.generate(() -> PIECES[random.nextInt(PIECES.length)])
        .limit(random.nextInt(7))
        .collect(Collectors.joining());
  }
}

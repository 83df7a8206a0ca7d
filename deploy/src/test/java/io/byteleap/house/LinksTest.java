package io.byteleap.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every link of a page leads somewhere, and the index leads to every page.
final class LinksTest {
  @Test
  void everyLink_leadsSomewhere() {
    var links = Pages.all().stream().flatMap(page -> page.links().stream()).toList();

    assertThat(links).hasSizeGreaterThan(150);
    assertThat(links.stream().flatMap(link -> problem(link).stream())).isEmpty();
  }

  @Test
  void index_leadsToEveryPage() {
    var index = Pages.page(Pages.DOCS.resolve("README.md"));

    var named = index.links().stream().map(Page.Line::text).toList();

    assertThat(named)
        .containsAll(
            names(Pages.in(Pages.DOCS), "").filter(name -> !name.equals("README.md")).toList())
        .containsAll(names(Pages.in(Pages.DOCS.resolve("adr")), "adr/").toList());
  }

  @Test
  void linkToNowhere_isSeen() {
    var page =
        new Page(
            Pages.DOCS.resolve("page.md"),
            List.of(
                "# A page, with `code`",
                "[a](nothing.md) [b](miner.md#nothing) [c](#nothing) [d](../nothing)",
                "[e](miner.md) [f](miner.md#stopping-it) [g](#a-page-with-code) [h](../docs/)",
                "[i](https://example.org/nothing)"));

    assertThat(page.links()).hasSize(9);
    assertThat(page.links().stream().filter(link -> problem(link).isPresent()))
        .extracting(Page.Line::text)
        .containsExactly("nothing.md", "miner.md#nothing", "#nothing", "../nothing");
  }

  private static Stream<String> names(List<Page> pages, String folder) {
    return pages.stream().map(page -> folder + page.file().getFileName());
  }

  private static Optional<String> problem(Page.Line link) {
    if (link.text().contains("://")) {
      return Optional.empty();
    }
    String[] parts = link.text().split("#", 2);
    Path file =
        parts[0].isEmpty()
            ? link.page().file()
            : Objects.requireNonNull(link.page().file().getParent()).resolve(parts[0]).normalize();
    if (!parts[0].isEmpty() && !Files.exists(file)) {
      return Optional.of(link + " is not there");
    }
    if (parts.length == 1) {
      return Optional.empty();
    }
    var target = parts[0].isEmpty() ? Optional.of(link.page()) : Pages.at(file);
    return target.filter(page -> page.anchors().contains(parts[1])).isPresent()
        ? Optional.empty()
        : Optional.of(link + " has no such heading");
  }
}

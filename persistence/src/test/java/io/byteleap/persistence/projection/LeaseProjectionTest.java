package io.byteleap.persistence.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeaseVersion;
import io.byteleap.domain.scoring.MinerLedger.LeaseClosed;
import io.byteleap.domain.scoring.MinerLedger.LeaseOpened;
import io.byteleap.domain.scoring.MinerLedger.LeaseRenewed;
import io.byteleap.fixture.Samples;
import io.byteleap.persistence.journal.PooledSlick;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.persistence.read.JdbcLeases;
import io.byteleap.persistence.read.JdbcRetention;
import io.byteleap.persistence.read.JournalNews;
import io.byteleap.persistence.sql.Question;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.LeaseIndex;
import io.byteleap.port.LeaseIndex.Filter;
import io.byteleap.port.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.stream.javadsl.Sink;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// From the leases in a real journal to those that can be looked up, and to the news. Every test
/// has miners of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LeaseProjectionTest {
  private static final Instant T0 = Samples.T0;

  private Database database;
  private ActorTestKit kit;
  private JdbcLeases leases;

  @BeforeAll
  void start(@TempDir Path folder) throws DatabaseProblem {
    database = Database.open(new DatabaseUrl.Embedded(), folder, 8);
    leases = new JdbcLeases(database.dataSource());
    var config =
        ConfigFactory.load(
            ConfigFactory.parseResources("persistence.conf")
                .withFallback(ConfigFactory.parseResources("node.conf")));
    kit =
        ActorTestKit.create(
            ActorSystem.create(
                Behaviors.empty(),
                "leases",
                ActorSystemSetup.create(
                    BootstrapSetup.create(config),
                    new PooledSlick.Pool(database.dataSource(), database.connections()))));
    Projections.all(kit.system(), database.dataSource()).forEach(kit::spawn);
  }

  @AfterAll
  void stop() throws DatabaseProblem {
    kit.shutdownTestKit();
    database.close();
  }

  @Test
  void lease_isAsItsLedgerHasIt_fromBeginningToEnd() {
    var lease = Samples.lease("l-life", "w-1", T0.plusNanos(123_456_789));
    var renewed = lease.endingAt(lease.until().plusNanos(60_000_000_999L));

    write("5Life", Tags.LEASES, new LeaseOpened(lease, T0));
    Awaitility.await().until(() -> !find("l-life").isEmpty());
    assertThat(find("l-life").getFirst().miner()).isEqualTo(new Hotkey("5Life"));
    assertThat(version("l-life")).isEqualTo(LeaseVersion.of(lease));

    write("5Life", Tags.LEASES, new LeaseRenewed(lease.id(), renewed.until(), T0));
    Awaitility.await().until(() -> version("l-life").equals(LeaseVersion.of(renewed)));

    var end = lease.from().plusSeconds(5);
    write("5Life", Tags.LEASES, new LeaseClosed(lease.id(), end));
    Awaitility.await().until(() -> version("l-life").equals(LeaseVersion.of(lease.endingAt(end))));
  }

  @Test
  void leases_areFiltered_andRead_pageByPage() {
    var now = T0.plus(Duration.ofMinutes(30));
    for (int i = 0; i < 5; i++) {
      write("5Pages", Tags.LEASES, opened("l-p" + i, "w-" + i % 2, T0.plusSeconds(i / 2)));
    }
    write("5Pages", Tags.LEASES, opened("l-next", "w-1", T0.plus(Duration.ofDays(2))));
    write("5Pages", Tags.LEASES, opened("l-gone", "w-1", T0.minus(Duration.ofDays(2))));
    Awaitility.await().until(() -> ids(filter("", ""), 100, now).size() == 7);

    assertThat(ids(filter("", ""), 2, now))
        .containsExactly("l-next", "l-p4", "l-p2", "l-p3", "l-p0", "l-p1", "l-gone");
    assertThat(ids(filter("", "active"), 2, now))
        .containsExactly("l-p4", "l-p2", "l-p3", "l-p0", "l-p1");
    assertThat(ids(filter("w-1", ""), 3, now)).containsExactly("l-next", "l-p3", "l-p1", "l-gone");
    assertThat(ids(filter("", "coming"), 1, now)).containsExactly("l-next");
    assertThat(ids(filter("", "ended"), 1, now)).containsExactly("l-gone");
    assertThatThrownBy(
            () -> leases.page(filter("", ""), new Page.Wish(1, List.of("a", "b", "c")), now))
        .isInstanceOf(Page.UnknownKey.class);
  }

  @Test
  void leaseThatEndedLongAgo_isForgotten() {
    write("5Old", Tags.LEASES, opened("l-old", "w-1", T0.minus(Duration.ofDays(30))));
    Awaitility.await().until(() -> !find("l-old").isEmpty());

    var limit = T0.minus(Duration.ofDays(7));
    new JdbcRetention(database.dataSource(), Projections.readers())
        .forget(new JdbcRetention.Limits(limit, limit));

    assertThat(find("l-old")).isEmpty();
  }

  @Test
  void news_areToldInOrder_fromAnyPlaceOn() {
    var news = new JournalNews(kit.system(), database.dataSource());
    write("5Told", Tags.NEWS, opened("l-1", "w-1", T0), opened("l-2", "w-2", T0));
    write("other", Tags.LEASES, opened("l-3", "w-1", T0));
    write("5Told", Tags.NEWS, new LeaseClosed(new LeaseId("l-1"), T0.plusSeconds(1)));

    var first = take(news, 0, 1).getFirst();
    var rest = take(news, first.position(), 2);

    assertThat(first.event()).isEqualTo(opened("l-1", "w-1", T0));
    assertThat(first.owner()).isEqualTo("5Told");
    assertThat(rest.stream().map(JournalNews.Piece::event))
        .containsExactly(
            opened("l-2", "w-2", T0), new LeaseClosed(new LeaseId("l-1"), T0.plusSeconds(1)));
    assertThat(rest.getLast().position()).isLessThanOrEqualTo(news.newest());
  }

  private List<JournalNews.Piece> take(JournalNews news, long after, int count) {
    return news.after(after)
        .take(count)
        .runWith(Sink.seq(), kit.system())
        .toCompletableFuture()
        .join();
  }

  /// A database of a version that had no table of leases gets their events into it.
  @Test
  void leasesFromBeforeTheTable_areLabelled() {
    migrations().target("2").load().migrate();
    journal(1, "ledger/lease-opened/1");
    journal(2, "ledger/workers-seen/1");
    journal(3, "ledger/lease-closed/1");
    execute("INSERT INTO old.event_tag (event_id, tag) VALUES (3, 'leases')");

    migrations().load().migrate();

    var labelled =
        Question.answered(
            database.dataSource(),
            connection ->
                Sql.query(
                    connection,
                    row -> row.getLong("event_id"),
                    "SELECT event_id FROM old.event_tag WHERE tag = 'leases' ORDER BY event_id"));
    assertThat(labelled).containsExactly(1L, 3L);
  }

  private FluentConfiguration migrations() {
    return Flyway.configure().dataSource(database.dataSource()).schemas("old").defaultSchema("old");
  }

  private void journal(int number, String manifest) {
    execute(
        "INSERT INTO old.event_journal (ordering, persistence_id, sequence_number, writer,"
            + " event_ser_id, event_ser_manifest, event_payload) VALUES ("
            + number
            + ", 'ledger|5X', "
            + number
            + ", '', 0, '"
            + manifest
            + "', '')");
  }

  private void execute(String sql) {
    var _ =
        Question.answered(
            database.dataSource(),
            connection -> {
              Sql.execute(connection, sql);
              return sql;
            });
  }

  private List<LeaseIndex.Entry> find(String id) {
    return leases.find(new LeaseId(id));
  }

  private LeaseVersion version(String id) {
    return LeaseVersion.of(find(id).getFirst().lease());
  }

  private static Filter filter(String worker, String state) {
    return new Filter("5Pages", worker, state);
  }

  /// Of all pages, in their order.
  private List<String> ids(Filter filter, int limit, Instant now) {
    List<String> ids = new ArrayList<>();
    var page = leases.page(filter, Page.Wish.first(limit), now);
    page.items().forEach(entry -> ids.add(entry.lease().id().value()));
    while (!page.next().isEmpty()) {
      page = leases.page(filter, new Page.Wish(limit, page.next()), now);
      page.items().forEach(entry -> ids.add(entry.lease().id().value()));
    }
    return ids;
  }

  private static LeaseOpened opened(String id, String worker, Instant from) {
    Lease lease = Samples.lease(id, worker, from);
    return new LeaseOpened(lease, from);
  }

  private void write(String hotkey, String tag, Object... events) {
    var writer = kit.spawn(new EventWriter<Object>(PersistenceId.of("ledger", hotkey), tag));
    AskPattern.<EventWriter.Write<Object>, Done>ask(
            writer,
            replyTo -> new EventWriter.Write<>(List.of(events), replyTo),
            Duration.ofSeconds(10),
            kit.scheduler())
        .toCompletableFuture()
        .join();
    kit.stop(writer);
  }
}

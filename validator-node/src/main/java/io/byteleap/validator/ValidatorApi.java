package io.byteleap.validator;

import io.byteleap.persistence.access.JdbcAccessTokens;
import io.byteleap.persistence.access.JdbcRepeatBook;
import io.byteleap.persistence.read.JdbcArchive;
import io.byteleap.persistence.read.JdbcHistory;
import io.byteleap.persistence.read.JdbcLeases;
import io.byteleap.persistence.read.JdbcMusters;
import io.byteleap.persistence.read.JdbcRentals;
import io.byteleap.persistence.read.JdbcVerifiedWork;
import io.byteleap.persistence.read.JournalNews;
import io.byteleap.port.Archive;
import io.byteleap.validator.api.ApiRoutes;
import io.byteleap.validator.api.Directory;
import io.byteleap.validator.api.News;
import io.byteleap.validator.api.Renting;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.weights.RoundReplay;
import io.byteleap.validator.weights.WeightKeeper;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.stream.javadsl.Source;

/// `/api/v1` over the validator's actors, its database and its journal.
final class ValidatorApi {
  private final ActorSystem<?> system;
  private final ValidatorGuardian.Parts parts;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final DataSource pool;

  ValidatorApi(
      ActorSystem<?> system,
      ValidatorGuardian.Parts parts,
      InstantSource clock,
      RandomGenerator random) {
    this.system = system;
    this.parts = parts;
    this.clock = clock;
    this.random = random;
    this.pool = parts.database().dataSource();
  }

  ApiRoutes over(Directory directory, Renting renting) {
    var limit = parts.config().api().rateLimit();
    return new ApiRoutes(
        directory,
        new ApiRoutes.Past(
            new JdbcHistory(pool),
            new JdbcMusters(pool),
            new JdbcLeases(pool),
            new JdbcRentals(pool),
            new RoundReplay(archive(), new JdbcVerifiedWork(pool)),
            news()),
        new ApiRoutes.Callers(
            parts.adminSecrets(),
            new JdbcAccessTokens(pool),
            new JdbcRepeatBook(pool),
            new ApiRoutes.Limit(limit.maxRequests(), limit.windowSeconds())),
        new ApiRoutes.Tools(
            clock, random, system.dispatchers().lookup(DispatcherSelector.blocking())),
        renting);
  }

  private Archive archive() {
    return new JdbcArchive(
        pool,
        new JdbcArchive.Owners(WeightKeeper.ID.id(), miner -> ScoringEntity.idOf(miner).id()));
  }

  private News news() {
    var journal = new JournalNews(system, pool);
    return new News() {
      @Override
      public long newest() {
        return journal.newest();
      }

      @Override
      public Source<Piece, NotUsed> after(long position) {
        return journal
            .after(position)
            .map(piece -> new Piece(piece.position(), piece.owner(), piece.event()));
      }
    };
  }
}

package io.byteleap.persistence.projection;

import java.util.List;
import java.util.Set;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/// Writes to the journal what a test wants to be there; decides nothing.
final class EventWriter<E> extends EventSourcedBehavior<EventWriter.Write<E>, E, Done> {
  record Write<E>(List<E> events, ActorRef<Done> replyTo) {}

  private final String tag;

  EventWriter(PersistenceId id, String tag) {
    super(id);
    this.tag = tag;
  }

  @Override
  public Done emptyState() {
    return Done.getInstance();
  }

  @Override
  public CommandHandler<Write<E>, E, Done> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onAnyCommand(
            write -> Effect().persist(write.events()).thenReply(write.replyTo(), done -> done));
  }

  @Override
  public EventHandler<Done, E> eventHandler() {
    return (state, _) -> state;
  }

  @Override
  public Set<String> tagsFor(E event) {
    return Set.of(tag);
  }
}

package io.byteleap.chain.subtensor;

import io.byteleap.chain.metadata.Metadata;
import io.byteleap.chain.metadata.Value;
import io.byteleap.chain.metadata.Value.Choice;
import io.byteleap.chain.metadata.Value.Items;
import io.byteleap.chain.metadata.Value.Named;
import io.byteleap.chain.metadata.Value.Whole;
import io.byteleap.chain.metadata.ValueReader;
import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleProblem;
import io.byteleap.scale.ScaleRefusal.Kind;
import io.byteleap.scale.ScaleResult;
import java.util.List;
import java.util.Optional;

/// The events of one block, in order.
public record BlockEvents(List<Event> events) {
  private static final String SYSTEM = "System";

  /// Where the events of a block stand in its storage.
  public static final StorageKey KEY = StorageKey.of(SYSTEM, "Events");

  public BlockEvents {
    events = List.copyOf(events);
  }

  /// An event of a pallet. Those that no transaction caused have [#NO_EXTRINSIC].
  public record Event(int extrinsic, String pallet, String name, List<Named> fields) {
    public static final int NO_EXTRINSIC = -1;

    public Event {
      fields = List.copyOf(fields);
    }

    private boolean isOfSystem(String event) {
      return pallet.equals(SYSTEM) && name.equals(event);
    }
  }

  /// What became of a transaction in the block.
  public sealed interface Outcome {}

  public record Succeeded() implements Outcome {}

  public record Failed(DispatchFailure why) implements Outcome {}

  /// The block has no such transaction, or its events do not say.
  public record Unknown() implements Outcome {}

  /// The events as they are stored.
  public static ScaleResult<BlockEvents> read(Metadata metadata, Bytes bytes) {
    var entry = metadata.storage(SYSTEM, "Events");
    if (entry.isEmpty()) {
      return ScaleResult.refused(Kind.ABSENT, "the runtime has no events");
    }
    return ScaleResult.ofAll(
            bytes, reader -> ValueReader.read(metadata.types(), entry.get().value(), reader))
        .map(BlockEvents::records);
  }

  private static BlockEvents records(Value value) {
    if (!(value instanceof Items(var records))) {
      throw new ScaleProblem(Kind.INCONSISTENT, "events are not a list");
    }
    return new BlockEvents(records.stream().map(BlockEvents::event).toList());
  }

  private static Event event(Value item) {
    var phase = choice(item.at("phase"));
    var pallet = choice(item.at("event"));
    var event = choice(pallet.fields().stream().findFirst().map(Named::value));
    return new Event(extrinsic(phase), pallet.name(), event.name(), event.fields());
  }

  private static int extrinsic(Choice phase) {
    return phase.name().equals("ApplyExtrinsic")
            && !phase.fields().isEmpty()
            && phase.fields().getFirst().value() instanceof Whole(var index)
            && index.bitLength() < Integer.SIZE
        ? index.intValue()
        : Event.NO_EXTRINSIC;
  }

  private static Choice choice(Optional<Value> value) {
    if (value.isPresent() && value.get() instanceof Choice choice) {
      return choice;
    }
    throw new ScaleProblem(Kind.INCONSISTENT, "not an event");
  }

  public List<Event> of(int extrinsic) {
    return events.stream().filter(event -> event.extrinsic() == extrinsic).toList();
  }

  /// What became of the transaction with this index in the block.
  public Outcome outcome(int extrinsic, Metadata metadata) {
    for (var event : of(extrinsic)) {
      if (event.isOfSystem("ExtrinsicSuccess")) {
        return new Succeeded();
      }
      if (event.isOfSystem("ExtrinsicFailed")
          && !event.fields().isEmpty()
          && event.fields().getFirst().value() instanceof Choice error) {
        return new Failed(DispatchFailure.of(metadata, error));
      }
    }
    return new Unknown();
  }
}

package io.byteleap.transport;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.wire.validator.SynapseType;

/// A request that passed the door: what it is, who makes it, and the text inside.
public record SynapseCall(SynapseType type, Hotkey caller, String request) {}

package io.byteleap.domain.session;

/// The two keys of a session, one a direction.
public record SessionKeys(SessionKey clientToServer, SessionKey serverToClient) {}

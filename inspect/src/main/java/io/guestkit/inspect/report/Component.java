package io.guestkit.inspect.report;

import java.util.Optional;

/**
 * Software that matters for where a guest can run: an agent of a hypervisor or a cloud, a container runtime.
 *
 * @param name such as {@code open-vm-tools}
 * @param platform that it belongs to, such as {@code vmware}, {@code aws}; of a runtime {@code containers}
 * @param state of its service as {@link Service#state}; absent if it has none here
 * @param source the file that it is known by
 */
public record Component(String name, String platform, Optional<String> state, String source) {}

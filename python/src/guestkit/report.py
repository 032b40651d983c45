"""What `inspect` reports: schema `guestkit.inspect/1`, described key by key in docs/inspect-report.md.

Made by tools/make_types.py of the records of io.guestkit.inspect.report; do not edit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ._document import Document


@dataclass(frozen=True, kw_only=True)
class Report(Document):
    """As `InspectReport` of Java."""

    schema: str
    engine: str
    images: list[ImageReport]
    guests: list[GuestReport]
    media: list[MediumReport]
    no_guest: list[NoGuest]
    volumes: list[VolumeReport]
    filesystems: list[FileSystemReport]
    not_examined: list[NotExaminedReport]
    warnings: list[Warning]
    evidence: list[Evidence] | None = None


@dataclass(frozen=True, kw_only=True)
class ImageReport(Document):
    """As `ImageReport` of Java."""

    path: str
    format: str
    virtual_size: int
    actual_size: int | None = None
    backing: list[str]


@dataclass(frozen=True, kw_only=True)
class GuestReport(Document):
    """As `GuestReport` of Java."""

    root: str
    identity: Identity
    mountpoints: list[Mountpoint]
    applications: list[Application]
    kernels: list[Kernel]
    users: list[User]
    groups: list[Group]
    services: list[Service]
    scheduled_tasks: list[ScheduledTask]
    network: list[NetworkInterface]
    configuration: Configuration
    windows: Windows | None = None
    boot: BootReport | None = None


@dataclass(frozen=True, kw_only=True)
class Identity(Document):
    """As `Identity` of Java."""

    os_type: Literal["linux", "windows", "freebsd", "netbsd", "openbsd", "dragonfly", "hurd", "minix", "dos"]
    os_name: str | None = None
    os_version: str | None = None
    major_version: int | None = None
    minor_version: int | None = None
    distro: str | None = None
    architecture: str | None = None
    hostname: str | None = None
    firmware: Literal["bios", "uefi", "unknown"]
    init_system: str | None = None
    product_variant: str | None = None
    build_id: str | None = None
    osinfo: str | None = None
    package_format: str | None = None
    package_manager: str | None = None


@dataclass(frozen=True, kw_only=True)
class Mountpoint(Document):
    """As `Mountpoint` of Java."""

    path: str
    device: str | None = None
    fs_type: str
    options: str | None = None
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class Application(Document):
    """As `Application` of Java."""

    name: str
    display_name: str | None = None
    epoch: int | None = None
    version: str
    release: str | None = None
    arch: str | None = None
    publisher: str | None = None
    url: str | None = None
    source_package: str | None = None
    summary: str | None = None
    install_path: str | None = None
    format: str | None = None
    source_version: str | None = None
    license: str | None = None
    install_time: str | None = None
    module_label: str | None = None


@dataclass(frozen=True, kw_only=True)
class Kernel(Document):
    """As `Kernel` of Java."""

    version: str | None = None
    path: str
    initramfs: str | None = None
    architecture: str | None = None
    has_virtio: bool | None = None


@dataclass(frozen=True, kw_only=True)
class User(Document):
    """As `User` of Java."""

    name: str
    uid: int
    gid: int
    gecos: str | None = None
    home: str | None = None
    shell: str | None = None
    kind: str
    login: bool
    password: str | None = None
    password_changed: str | None = None
    expires: str | None = None
    groups: list[str]
    authorized_keys: list[SshKey]
    source: str


@dataclass(frozen=True, kw_only=True)
class SshKey(Document):
    """As `SshKey` of Java."""

    type: str
    fingerprint: str
    comment: str | None = None
    options: str | None = None
    source: str


@dataclass(frozen=True, kw_only=True)
class Group(Document):
    """As `Group` of Java."""

    name: str
    gid: int
    members: list[str]
    source: str


@dataclass(frozen=True, kw_only=True)
class Service(Document):
    """As `Service` of Java."""

    name: str
    kind: str
    state: str
    preset: str | None = None
    alias_of: str | None = None
    started_by: list[str]
    source: str


@dataclass(frozen=True, kw_only=True)
class ScheduledTask(Document):
    """As `ScheduledTask` of Java."""

    kind: str
    name: str
    schedule: str
    user: str | None = None
    command: str
    enabled: bool
    source: str


@dataclass(frozen=True, kw_only=True)
class NetworkInterface(Document):
    """As `NetworkInterface` of Java."""

    name: str
    kind: str | None = None
    mac: str | None = None
    match: str | None = None
    method: str | None = None
    method6: str | None = None
    addresses: list[str]
    gateways: list[str]
    dns: list[str]
    search: list[str]
    members: list[str]
    automatic: bool | None = None
    managed_by: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Configuration(Document):
    """As `Configuration` of Java."""

    machine_id: Setting | None = None
    default_target: Setting | None = None
    timezone: Setting | None = None
    locale: Setting | None = None
    keyboard: Setting | None = None
    selinux: Setting | None = None
    apparmor: Setting | None = None
    nameservers: list[Setting]
    search_domains: list[Setting]
    sudoers: list[Privilege]
    devices: list[NamedDevice]
    cloud_init: CloudInit | None = None
    container_runtimes: list[Component]
    guest_agents: list[Component]
    host_keys: list[SshKey]
    certificates: list[Certificate]
    dates: list[DatedEvent]


@dataclass(frozen=True, kw_only=True)
class Setting(Document):
    """As `Setting` of Java."""

    value: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Privilege(Document):
    """As `Privilege` of Java."""

    who: str
    rule: str
    source: str


@dataclass(frozen=True, kw_only=True)
class NamedDevice(Document):
    """As `NamedDevice` of Java."""

    kind: str
    name: str
    device: str
    options: str | None = None
    source: str


@dataclass(frozen=True, kw_only=True)
class CloudInit(Document):
    """As `CloudInit` of Java."""

    disabled: bool
    datasources: list[str]
    datasource: str | None = None
    instance_id: str | None = None
    seeds: list[str]
    done: bool
    source: str


@dataclass(frozen=True, kw_only=True)
class Component(Document):
    """As `Component` of Java."""

    name: str
    platform: str
    state: str | None = None
    source: str


@dataclass(frozen=True, kw_only=True)
class Certificate(Document):
    """As `Certificate` of Java."""

    fingerprint: str
    subject: str | None = None
    issuer: str | None = None
    not_after: str | None = None
    source: str


@dataclass(frozen=True, kw_only=True)
class DatedEvent(Document):
    """As `DatedEvent` of Java."""

    event: str
    time: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Windows(Document):
    """As `Windows` of Java."""

    systemroot: str
    current_control_set: str | None = None
    software_hive: str | None = None
    system_hive: str | None = None
    firmware: str | None = None
    drive_mappings: dict[str, str]
    edition: str | None = None
    display_version: str | None = None
    ubr: int | None = None
    service_pack: str | None = None
    product_type: str | None = None
    domain: str | None = None
    timezone: str | None = None
    installed: str | None = None
    last_shutdown: str | None = None
    group_policy: bool
    users: list[WindowsAccount]
    services: list[WindowsService]
    network: list[NetworkInterface]
    hotfixes: list[WindowsHotfix]
    dotnet: list[str]
    guest_tools: list[WindowsGuestTool]
    antivirus: list[str]


@dataclass(frozen=True, kw_only=True)
class WindowsAccount(Document):
    """As `Windows.Account` of Java."""

    name: str
    rid: int
    disabled: bool
    full_name: str | None = None
    comment: str | None = None
    last_logon: str | None = None
    password_set: str | None = None


@dataclass(frozen=True, kw_only=True)
class WindowsService(Document):
    """As `Windows.Service` of Java."""

    name: str
    display_name: str | None = None
    kind: str
    start: str
    image_path: str | None = None


@dataclass(frozen=True, kw_only=True)
class WindowsHotfix(Document):
    """As `Windows.Hotfix` of Java."""

    id: str
    version: str | None = None
    installed: str | None = None


@dataclass(frozen=True, kw_only=True)
class WindowsGuestTool(Document):
    """As `Windows.GuestTool` of Java."""

    name: str
    platform: str
    start: str


@dataclass(frozen=True, kw_only=True)
class BootReport(Document):
    """As `BootReport` of Java."""

    verdict: Literal["ok", "unknown", "broken"]
    links: list[BootLink]
    loaders: list[BootLoader]
    entries: list[BootEntry]
    initramfs: InitramfsReport | None = None
    buses: list[str]


@dataclass(frozen=True, kw_only=True)
class BootLink(Document):
    """As `BootLink` of Java."""

    link: str
    verdict: Literal["ok", "unknown", "broken"]
    detail: str
    source: str


@dataclass(frozen=True, kw_only=True)
class BootLoader(Document):
    """As `BootLoader` of Java."""

    name: str
    path: str


@dataclass(frozen=True, kw_only=True)
class BootEntry(Document):
    """As `BootEntry` of Java."""

    title: str
    id: str | None = None
    loader: str
    kernel: str | None = None
    initramfs: list[str]
    options: str | None = None
    is_default: bool
    source: str


@dataclass(frozen=True, kw_only=True)
class InitramfsReport(Document):
    """As `InitramfsReport` of Java."""

    path: str
    layers: list[str]
    entries: int
    modules: list[str]
    microcode: bool


@dataclass(frozen=True, kw_only=True)
class MediumReport(Document):
    """As `MediumReport` of Java."""

    device: str
    kind: str
    distro: str | None = None
    name: str | None = None
    version: str | None = None
    source: str


@dataclass(frozen=True, kw_only=True)
class NoGuest(Document):
    """As `NoGuest` of Java."""

    device: str
    location: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class VolumeReport(Document):
    """As `VolumeReport` of Java."""

    device: str
    location: str
    kind: str
    size: int
    uuid: str | None = None
    label: str | None = None
    partition_type: str | None = None
    partition_number: int | None = None
    bootable: bool | None = None
    partition_table: str | None = None


@dataclass(frozen=True, kw_only=True)
class FileSystemReport(Document):
    """As `FileSystemReport` of Java."""

    device: str
    location: str
    type: str
    label: str | None = None
    uuid: str | None = None
    size: int
    used: int | None = None


@dataclass(frozen=True, kw_only=True)
class NotExaminedReport(Document):
    """As `NotExaminedReport` of Java."""

    location: str
    code: Literal["key_required", "key_wrong", "unsupported", "corrupt", "unreadable", "unknown"]
    reason: str


@dataclass(frozen=True, kw_only=True)
class Warning(Document):
    """As `Warning` of Java."""

    where: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Evidence(Document):
    """As `Evidence` of Java."""

    root: str
    fact: str
    value: str
    source: str

"""Linux system calls that no reader needs, by number and architecture.

Numbers are from the kernel's own headers, asm/unistd_64.h (x86-64) and asm-generic/unistd.h
(AArch64). What is newer than both tables is not there for a reader at all: see `NEWER`.
"""

from __future__ import annotations

NEWER = 448
"""From this number on a call is answered as if the kernel did not know it."""

_X86_64 = """
socket=41 socketpair=53 connect=42 bind=49 listen=50 accept=43 accept4=288 sendmsg=46 sendmmsg=307 shutdown=48 setsockopt=54
execve=59 execveat=322 fork=57 vfork=58
ptrace=101 process_vm_readv=310 process_vm_writev=311 kill=62 tkill=200 pidfd_open=434 pidfd_getfd=438 pidfd_send_signal=424
rt_sigqueueinfo=129 rt_tgsigqueueinfo=297 process_madvise=440 kcmp=312 setpriority=141 sched_setattr=314 setpgid=109 setsid=112
creat=85 mkdir=83 mkdirat=258 rmdir=84 unlink=87 unlinkat=263 rename=82 renameat=264 renameat2=316 link=86 linkat=265
symlink=88 symlinkat=266 mknod=133 mknodat=259 chmod=90 fchmod=91 fchmodat=268 chown=92 fchown=93 lchown=94 fchownat=260
utime=132 utimes=235 futimesat=261 utimensat=280 truncate=76 ftruncate=77 fallocate=285 setxattr=188 lsetxattr=189
fsetxattr=190 removexattr=197 lremovexattr=198 fremovexattr=199 memfd_create=319 memfd_secret=447
mount=165 umount2=166 pivot_root=155 chroot=161 swapon=167 swapoff=168 reboot=169 sethostname=170 setdomainname=171
init_module=175 finit_module=313 delete_module=176 kexec_load=246 kexec_file_load=320 bpf=321 perf_event_open=298
userfaultfd=323 add_key=248 request_key=249 keyctl=250 io_uring_setup=425 io_uring_enter=426 io_uring_register=427 io_setup=206
unshare=272 setns=308 shmget=29 shmat=30 shmctl=31 shmdt=67 msgget=68 msgsnd=69 msgrcv=70 msgctl=71 semget=64 semop=65
semctl=66 semtimedop=220 mq_open=240 mq_unlink=241 name_to_handle_at=303 open_by_handle_at=304 fsopen=430 fsconfig=431
fsmount=432 fspick=433 move_mount=429 open_tree=428 mount_setattr=442 personality=135 acct=163 quotactl=179 quotactl_fd=443
syslog=103 vhangup=153 ioperm=173 iopl=172 inotify_init=253 inotify_init1=294 fanotify_init=300 lookup_dcookie=212 vmsplice=278
setuid=105 setgid=106 setreuid=113 setregid=114 setresuid=117 setresgid=119 setgroups=116 setfsuid=122 setfsgid=123
capset=126 setrlimit=160 settimeofday=164 clock_settime=227 clock_adjtime=305 adjtimex=159
"""
_AARCH64 = """
socket=198 socketpair=199 connect=203 bind=200 listen=201 accept=202 accept4=242 sendmsg=211 sendmmsg=269 shutdown=210 setsockopt=208
execve=221 execveat=281
ptrace=117 process_vm_readv=270 process_vm_writev=271 kill=129 tkill=130 pidfd_open=434 pidfd_getfd=438 pidfd_send_signal=424
rt_sigqueueinfo=138 rt_tgsigqueueinfo=240 process_madvise=440 kcmp=272 setpriority=140 sched_setattr=274 setpgid=154 setsid=157
mkdirat=34 unlinkat=35 renameat=38 renameat2=276 linkat=37 symlinkat=36 mknodat=33 fchmod=52 fchmodat=53 fchown=55 fchownat=54
utimensat=88 truncate=45 ftruncate=46 fallocate=47 setxattr=5 lsetxattr=6 fsetxattr=7 removexattr=14 lremovexattr=15
fremovexattr=16 memfd_create=279 memfd_secret=447
mount=40 umount2=39 pivot_root=41 chroot=51 swapon=224 swapoff=225 reboot=142 sethostname=161 setdomainname=162
init_module=105 finit_module=273 delete_module=106 kexec_load=104 kexec_file_load=294 bpf=280 perf_event_open=241
userfaultfd=282 add_key=217 request_key=218 keyctl=219 io_uring_setup=425 io_uring_enter=426 io_uring_register=427 io_setup=0
unshare=97 setns=268 shmget=194 shmat=196 shmctl=195 shmdt=197 msgget=186 msgsnd=189 msgrcv=188 msgctl=187 semget=190 semop=193
semctl=191 semtimedop=192 mq_open=180 mq_unlink=181 name_to_handle_at=264 open_by_handle_at=265 fsopen=430 fsconfig=431
fsmount=432 fspick=433 move_mount=429 open_tree=428 mount_setattr=442 personality=92 acct=89 quotactl=60 quotactl_fd=443
syslog=116 vhangup=58 inotify_init1=26 fanotify_init=262 lookup_dcookie=18 vmsplice=75
setuid=146 setgid=144 setreuid=145 setregid=143 setresuid=147 setresgid=149 setgroups=159 setfsuid=151 setfsgid=152
capset=91 setrlimit=164 settimeofday=170 clock_settime=112 clock_adjtime=266 adjtimex=171
"""


def _table(text: str) -> dict[str, int]:
    return {name: int(number) for name, _, number in (entry.partition("=") for entry in text.split())}


DENIED = {"x86_64": _table(_X86_64), "aarch64": _table(_AARCH64)}
"""Calls that are refused whatever their arguments, by machine name and call name."""

JUDGED = {
    "x86_64": _table("open=2 openat=257 openat2=437 clone=56 clone3=435 tgkill=234 prlimit64=302 ioctl=16"),
    "aarch64": _table("openat=56 openat2=437 clone=220 clone3=435 tgkill=131 prlimit64=261 ioctl=29"),
}
"""Calls of which the arguments decide."""

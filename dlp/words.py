"""What people read for the program's own terms: Chinese first, English beside it."""

from __future__ import annotations

from dlp.model import Act, Level, PlaceKind, Reason, Response, Stage, Status, Text

LEVELS = {
    Level.INFO: Text("提示", "info"),
    Level.LOW: Text("低", "low"),
    Level.MEDIUM: Text("中", "medium"),
    Level.HIGH: Text("高", "high"),
    Level.CRITICAL: Text("严重", "critical"),
}
ACTS = {
    Act.AT_REST: Text("存放", "at rest"),
    Act.WRITTEN: Text("写入", "written"),
    Act.MOVED: Text("移动", "moved"),
    Act.SENT: Text("发送", "sent"),
    Act.CONNECTED: Text("接入", "connected"),
    Act.POSTURE: Text("安全状态", "posture"),
    Act.REPORTED: Text("员工报告", "reported by staff"),
}
PLACES = {
    PlaceKind.APPROVED_SHARE: Text("指定存储", "designated storage"),
    PlaceKind.NETWORK_SHARE: Text("非指定的共享目录", "share that is not designated"),
    PlaceKind.WORKSTATION: Text("工作电脑", "workstation"),
    PlaceKind.PERSONAL_DEVICE: Text("个人设备", "personal device"),
    PlaceKind.PERSONAL_SYNC: Text("个人网盘同步目录", "personal sync folder"),
    PlaceKind.REMOVABLE: Text("移动存储", "removable media"),
    PlaceKind.PHONE: Text("手机存储", "phone storage"),
    PlaceKind.SCREENSHOT: Text("截图目录", "screenshot folder"),
    PlaceKind.CHAT: Text("聊天软件目录", "chat application folder"),
    PlaceKind.COMPANY_CHAT: Text("公司指定的聊天软件", "the company's chat application"),
    PlaceKind.OUTBOX: Text("发件箱", "mail outbox"),
    PlaceKind.PERSONAL_MAIL: Text("个人邮箱", "personal mailbox"),
    PlaceKind.EXTERNAL_MAIL: Text("外部邮箱", "external mailbox"),
    PlaceKind.PARTNER_MAIL: Text("合作方邮箱", "partner mailbox"),
    PlaceKind.COMPANY_MAIL: Text("公司邮箱", "company mailbox"),
    PlaceKind.WEB_UPLOAD: Text("网页上传", "web upload"),
    PlaceKind.AI_CHAT: Text("AI 对话", "AI chat"),
    PlaceKind.PRINT: Text("打印", "printing"),
    PlaceKind.CLIPBOARD: Text("剪贴板", "clipboard"),
}
REASONS = {
    Reason.ENCRYPTED: Text("已加密，无法读取", "encrypted"),
    Reason.CORRUPT: Text("文件损坏", "damaged"),
    Reason.TOO_LARGE: Text("超过大小上限", "over the size limit"),
    Reason.TOO_DEEP: Text("嵌套过深", "nested too deeply"),
    Reason.TIMEOUT: Text("读取超时", "took too long to read"),
    Reason.MEMORY: Text("超过内存上限", "over the memory limit"),
    Reason.BOMB: Text("疑似压缩炸弹", "looks like a decompression bomb"),
    Reason.UNSUPPORTED: Text("不支持的格式", "unsupported format"),
    Reason.SCANNED: Text("只有图像，未做文字识别", "image only, no OCR was run"),
    Reason.CRASH: Text("读取程序异常退出", "the reader crashed"),
    Reason.DENIED: Text("没有读取权限", "permission denied"),
    Reason.CHANGED: Text("读取时文件发生变化", "changed while being read"),
    Reason.VANISHED: Text("文件已不存在", "no longer there"),
    Reason.LOCKED: Text("被其他程序锁定", "locked by another program"),
    Reason.CLOUD_ONLY: Text("仅在云端，未下载", "in the cloud only, not downloaded"),
    Reason.SPECIAL: Text("不是普通文件", "not a regular file"),
    Reason.LOOP: Text("目录循环", "folder loop"),
    Reason.IO: Text("读取出错", "input/output error"),
}
RESPONSES = {
    Response.RECORD: Text("记录", "record"),
    Response.NOTIFY_HEAD: Text("报告部门负责人", "report to the department head"),
    Response.NOTIFY_LEAD: Text("报告保密管理牵头部门", "report to the lead department"),
    Response.ACCEPT_UNREAD: Text("接受未读", "accept as unread"),
}
STATUSES = {
    Status.READ: Text("已检查", "inspected"),
    Status.PARTIAL: Text("部分检查", "partly inspected"),
    Status.UNREAD: Text("未检查", "not inspected"),
    Status.EXCLUDED: Text("已排除", "excluded"),
    Status.VOLUME: Text("分卷，与首卷一同检查", "a volume, inspected with the first"),
}
STAGES = {
    Stage.DRAFT: Text("草案", "draft"),
    Stage.TRIAL: Text("试行", "on trial"),
    Stage.STABLE: Text("正式", "stable"),
}

GAPS = {
    "not_running": Text("客户端意外中断", "the agent was not running, without having been stopped"),
    "stopped": Text("客户端被停止", "the agent was stopped"),
    "overflow": Text("系统通知溢出", "the system's queue of notices overflowed"),
    "must_scan": Text("系统要求重新查看", "the system asks to look again"),
    "moved": Text("监视的目录被移走", "a followed folder was moved away"),
    "sleep": Text("电脑休眠或时钟跳变", "the machine slept, or its clock was set forward"),
    "clock_set_back": Text("时钟被调回", "the clock was set back"),
    "stalled": Text("客户端停顿", "the agent stood still"),
    "mounted": Text("新挂载的文件系统", "a file system was mounted"),
    "settings": Text("设置或策略变更", "settings or policy were changed"),
    "bad_settings": Text("设置有误，沿用原设置", "settings are wrong, the old ones stay"),
    "no_answer": Text("目录没有响应", "a folder gives no answer"),
    "watch_limit": Text(
        "超过系统监视数上限，由定期核对代替", "more folders than the system lets us follow: surveys only"
    ),
    "no_notices": Text("系统不提供变更通知，由定期核对代替", "the system gives no notices: surveys only"),
}
"""Why the agent cannot have seen everything for a time."""

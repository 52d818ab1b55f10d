"""Words that speak against a number being personal data, whatever kind of number it is."""

from __future__ import annotations

from detectors.base import words

NOT_PERSONAL = words(
    "户号 表号 订单号 订单编号 订单 流水号 流水 运单号 运单 快递单号 物流单号 单号 批次号 批号 序列号 串号 凭证号 凭证 交易号 交易编号",
    "工单号 工单 条形码 条码 货号 型号 版本号 版本 端口 时间戳 编号 追踪号 请求号 发票号码 发票代码 发票号 校验码 验证码",
    "物料编码 物料号 产品编号 商品编号 商品编码 设备号 设备编号 资产编号 案件编号 文号 编码 项目编号 合同编号 合同号 提交 哈希 金额 合计",
    "单价 总价 数量 库存 坐标 经度 纬度 像素 字节 税额 收入 成交量 阅读量",
    "order orderid order_id order_no orderno trade_no trace traceid trace_id span_id request_id requestid req_id msgid msg_id session",
    "session_id sessionid batch serial sn sku barcode ean isbn issn doi uuid guid hash sha sha1",
    "sha256 md5 commit rev revision version ver build ts timestamp time nonce token offset size length",
    "port pid tid uid gid seq seqno amount price total qty count lat lng lon invoice",
    "bytes checksum crc etag cursor auto_increment id",
)
